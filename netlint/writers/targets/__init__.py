"""How targets are shown."""
