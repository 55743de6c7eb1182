"""What every service stands on: published language, store, read models, log, HTTP, access."""
