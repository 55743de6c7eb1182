"""The log on NATS JetStream: how it is set up, filled by the relay and read in order."""
