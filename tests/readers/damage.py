"""Reads damaged copies of a file, each in a process of its own; run by `test_fuzz.py`.

libhdf5 itself may crash or loop where bytes are damaged on purpose (h5py 3.16, HDF5 2.0), which
no Python program can catch: such a death is only counted.

    python -m tests.readers.damage FILE COUNT
"""

from __future__ import annotations

import os
import random
import signal
import sys
import traceback
from pathlib import Path

from netlint.errors import ModelError
from tests.readers.building import read

_SECONDS = 2


def main(name: str, count: int) -> None:
    """Prints `survived COUNT, lost to libhdf5 COUNT` and a trace for each other end."""
    whole = Path(name).read_bytes()
    read(Path(name))  # loads what is needed before the forks
    copy = Path(name).with_name("damaged" + Path(name).suffix)
    ends = {0: 0, 1: 0}
    lost = 0
    for seed in range(count):
        copy.write_bytes(damaged(whole, random.Random(seed)))  # noqa: S311
        code = _apart(copy)
        if code < 0:
            lost += 1
        else:
            ends[code] += 1
    print(f"survived {ends[0]}, failed {ends[1]}, lost to libhdf5 {lost}")  # noqa: T201


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A few bytes overwritten; sometimes the end cut off."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] = rng.choice([0, 1, 255, rng.randrange(256)])
    return bytes(changed[: rng.randrange(len(changed))] if rng.random() < 0.1 else changed)


def _apart(path: Path) -> int:
    """0: a network or an error on purpose; 1: another exception; negative: killed."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(_SECONDS)
    code = 1
    try:
        read(path)
        code = 0
    except ModelError as error:
        code = int("\n" in str(error))
    except BaseException:  # noqa: BLE001 -- whatever it is, it is a failure
        traceback.print_exc()
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
