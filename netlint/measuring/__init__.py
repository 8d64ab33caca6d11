"""Measuring: a network becomes a LiteRT model, which is run and timed on this machine."""
