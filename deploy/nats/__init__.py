"""The message server's configuration: who may say and read what."""
