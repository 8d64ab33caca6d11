"""Files as they were in a git revision, without running anything that a repository brings along.

Git is asked for one object by its name: no hook, no filter, no text conversion, no pager and no
fetch takes part in that. What comes out is written to a temporary file, which readers open.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from netlint.errors import ModelError, UsageError
from netlint.zoonames import is_zoo_name

_LARGEST = 2 * 2**30
_SECONDS = 120
_LFS = b"version https://git-lfs"
_OWN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF")
"""What git sets for its hooks: it would make paths start elsewhere."""


@contextmanager
def checked_out(path: str, revision: str) -> Iterator[str]:
    """A file as it was in a revision, for as long as the context lasts.

    Args:
        path: the file, from the working directory; it need not be there any more.
        revision: a commit, a branch, a tag, `HEAD~1`.

    Yields:
        The path of a temporary file with its content.

    Raises:
        UsageError: git is missing, there is no repository, no such revision, no such file in it.
        ModelError: the file is too large, or a Git LFS pointer.
    """
    target = Path(path)
    name = f"{path} at {revision}"
    if is_zoo_name(path):
        raise UsageError(f"--git wants a file, not the built-in network {path}")
    if not target.parent.is_dir():
        raise UsageError(f"--git: there is no folder {target.parent}")
    blob = _blob(target, path, revision)
    with tempfile.TemporaryDirectory(prefix="netlint-") as folder:
        copy = Path(folder) / f"old{target.suffix}"
        with copy.open("w+b") as stream:
            _git(target.parent, "cat-file", "blob", blob, out=stream)
            stream.seek(0)
            if stream.read(len(_LFS)) == _LFS:
                raise ModelError(
                    name,
                    "is a Git LFS pointer, not the model",
                    f"git show {revision}:./{target.name} | git lfs smudge > old{target.suffix} "
                    "writes the model, to be named as OLD",
                )
        yield str(copy)


def _blob(target: Path, path: str, revision: str) -> str:
    """The name of the object that holds the file."""
    folder = target.parent
    if not revision or revision.startswith("-") or not revision.isprintable() or ":" in revision:
        raise UsageError(f"--git: {revision!r} is no revision: name a commit, a branch or a tag")
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    commit = _git(folder, *verify, f"{revision}^{{commit}}")
    if commit is None:
        if _git(folder, "rev-parse", "--git-dir") is None:
            raise UsageError(f"--git: {path} is not in a git repository")
        raise UsageError(f"--git: there is no revision {revision!r} in the repository of {path}")
    blob = _git(folder, *verify, f"{commit}:./{target.name}")
    kind, size = ("", "0") if blob is None else _kind_and_size(folder, blob)
    if blob is None or kind not in ("blob", "missing"):
        raise UsageError(f"--git: {path} is not a file in the revision {revision!r}")
    if kind == "missing":
        raise UsageError(f"--git: the content of {path} at {revision} is not here: fetch it first")
    if int(size) > _LARGEST:
        raise ModelError(f"{path} at {revision}", f"has {int(size):,} bytes, which is too many")
    return blob


def _kind_and_size(folder: Path, name: str) -> tuple[str, str]:
    """What an object is, and its bytes; `missing` where it was not fetched."""
    said = _git(folder, "cat-file", "--batch-check", given=name) or f"{name} missing"
    _, kind, *size = said.split()
    return kind, size[0] if size else "0"


def _git(folder: Path, *arguments: str, given: str = "", out: BinaryIO | None = None) -> str | None:
    """What git answers, without the line's end; None where it fails.

    Args:
        folder: where it runs.
        arguments: the command.
        given: its standard input.
        out: where its answer goes; None: it is returned.
    """
    settings = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    command = ["git", "--no-pager", "--no-replace-objects", *settings, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 -- no shell, and no argument that is an option
            command,
            cwd=folder,
            env=_environment(),
            input=given.encode("ascii"),
            stdout=subprocess.PIPE if out is None else out,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("--git needs git, which is not installed") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"--git: git does not answer in {_SECONDS} s") from None
    if done.returncode:
        return None
    return "" if out is not None else done.stdout.decode("utf-8", "replace").strip()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OWN}
    return {
        **kept,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",  # before git 2.44 that keeps it from fetching
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }
