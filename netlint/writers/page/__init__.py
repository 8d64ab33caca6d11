"""HTML pages: what a comparison shows, its figures, its graph; and what every page shares.

`document` puts the page of a comparison together. `assets` (templates, style sheets, scripts of
`reports/`) and `security` (how a page is locked up) are every page's.
"""
