"""The local profile: the whole system on one machine, started by `make run`."""
