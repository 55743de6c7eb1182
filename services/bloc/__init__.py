"""Knows the units, who works in them, and the emulation blocs of each year.

Owns the personal data of people, which never enters an event and can be erased.
Never judges, scores or awards anybody.
"""
