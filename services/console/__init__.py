"""The console: what people see and do, rendered on the server from the services' HTTP APIs.

It owns sessions and its copy of the log for reading. It never decides: services do.
"""
