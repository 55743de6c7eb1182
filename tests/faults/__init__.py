"""Seeded chaos over the whole chain: `python -m tests.faults --seeds 200`, or `make chaos`."""
