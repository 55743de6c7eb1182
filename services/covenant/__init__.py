"""The covenant service is for what a bloc promises for a year and how it scores the outcome.

It owns scoring frames, covenants and signatures, title registrations, scorecards, rankings.
It never decides who deserves an award, and never keeps who belongs to a bloc.
"""
