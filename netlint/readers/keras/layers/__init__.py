"""One file per layer family, one describing function per layer class."""
