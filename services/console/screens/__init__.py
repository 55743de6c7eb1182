"""What each page shows, as data: dataclasses and the pure functions that compose them.

A screen holds codes, ids, dates and numbers; words and formats are the templates' part. The
same data stands beside each page as `.json`.
"""
