"""Cost formulas against hand arithmetic and against loops that really count."""
