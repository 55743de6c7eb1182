"""What an operator may ask of a running service: one module per noun, each a list of verbs.

The forms of questions and answers stand beside the verbs; `thidua` reads the same ones.
"""
