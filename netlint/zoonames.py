"""How built-in networks are named: `netlint.zoo` itself is imported when one is."""

PREFIX = "zoo:"


def is_zoo_name(text: str) -> bool:
    """Whether a model's name stands for a built-in network, not for a file."""
    return text.startswith(PREFIX)
