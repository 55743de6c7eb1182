"""A store's tables as lines of JSON, the same from SQLite and PostgreSQL, and back into either.

The shape of every table travels with its rows, so whoever restores needs no code of the
service whose store it is.
"""
