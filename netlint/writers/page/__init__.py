"""The HTML page of a comparison: what it shows, its figures, its graph, and how it is locked up.

`document` puts the page together; `reports/comparison/` holds the template, the style sheet and
the script.
"""
