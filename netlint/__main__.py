"""`python -m netlint`: the command `netlint`."""

import os
import sys

# `-m` puts the working directory first on the import path, where a file that lies beside a
# model (`h5py.py`) would be run in place of the library. netlint itself is found by now.
if not sys.flags.safe_path and os.path.realpath(sys.path[0]) == os.path.realpath(os.curdir):
    del sys.path[0]

from netlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
