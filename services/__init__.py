"""The services, each with its own store; they know one another only through published facts."""
