"""The process: `python -m netlint` and the console script `netlint`."""

import gc
import os
import sys

_COLLECT_EVERY = 1_000_000
"""Objects between two garbage collections (Python's default is 700)."""


def run() -> int:
    """Runs the command line in a process of its own.

    What a model leaves behind forms no cycles, so that collecting garbage finds nothing and
    costs a third of the time of a short run: it happens rarely, and not at the end.

    Returns:
        The exit code.
    """
    gc.set_threshold(_COLLECT_EVERY)
    from netlint.cli import main

    code = main()
    gc.freeze()
    return code


if __name__ == "__main__":
    # `-m` puts the working directory first on the import path, where a file that lies beside a
    # model (`h5py.py`) would be run in place of the library. netlint itself is found by now.
    if not sys.flags.safe_path and os.path.realpath(sys.path[0]) == os.path.realpath(os.curdir):
        del sys.path[0]
    sys.exit(run())
