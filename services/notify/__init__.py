"""Tells people what concerns them: an inbox for each audience, fed by facts, live.

Owns what was delivered and who has read it.
Never decides anything about covenants, scores or awards.
"""
