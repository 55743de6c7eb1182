"""Read models of this service: pure folds, and what is worked out from what they keep.

`histories` gathers every fact about a person or unit, from three publishers. `eligibility` and
`reviews` are functions of histories. `register` lists nominations, decisions and awards.
"""
