"""What may happen in this service: five aggregates, their events, and what each refuses.

`text` and `sheet` are the parts of a covenant and of a scorecard; `titles` is their vocabulary.
"""
