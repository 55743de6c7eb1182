"""Real servers and signed tokens for tests."""
