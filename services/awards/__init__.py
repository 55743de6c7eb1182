"""Records, eligibility, nominations, decisions and awards.

It owns what is known about achievements and what was granted for them. It never grants or
revokes anything by itself: it answers who meets the law's conditions; people decide.
"""
