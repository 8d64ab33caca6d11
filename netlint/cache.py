"""What checks found before, kept in files: a model that has not changed is not read again.

An entry holds what `check` found in one model, as `netlint.records` writes it. Its name is a hash
of everything that this depends on: the model's content and path, the rules with their limits, how
the model is read, and netlint itself (its version and its files, so that a checkout that is worked
on does not serve what it found yesterday). Entries lie in the user's own cache folder, never
beside models: no checkout can bring findings along. A damaged entry is found out and made anew;
who may write to the folder could say what is found, as with any program that the user runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.errors import NetlintError
from netlint.findings import Inspection
from netlint.records import MOST_BYTES, inspection_from
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.decks.rule import Rule

VARIABLE = "NETLINT_CACHE_DIR"
_FORM = 2
"""Of the records; another one is never found."""
_MOST_HASHED = 16 << 20
"""Bytes: hashing as much takes as long as reading and checking MobileNet (benchmarks/many.py)."""
_SETTLED = 2.0
"""Seconds after which a file that is told by its times counts as written."""
_DAY = 86_400.0
_MOST_DAYS = 30
_MOST_ENTRIES = 20_000
_HALF = ".netlint-"
_NO_MATTER = frozenset(
    {"file", "summary", "since", "status", "tags", "rationale", "evidence", "reference", "examples"}
)
"""What of a rule no finding depends on: everything else of it, also what is yet to come, does."""
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# A cache of netlint (https://bford.info/cachedir/): it may be deleted at any time.
"""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a check's entry lies, and what its file was when that was found out.

    Attributes:
        name: a hash of everything that the findings depend on.
        file: size, times and place of the file.
    """

    name: str
    file: tuple[int, ...]


def cache_folder() -> Path:
    """Where entries lie: below `$NETLINT_CACHE_DIR`, else below the user's cache folder.

    In a folder of its own, which netlint makes: its `.gitignore` hides nothing else.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen, "checks")
    import platformdirs

    return Path(platformdirs.user_cache_dir("netlint", appauthor=False), "checks")


class Cache:
    """The entries of checks that read models in one way."""

    def __init__(self, folder: Path, how: object) -> None:
        """Looks at netlint's own files, a millisecond; at entries when they are asked for.

        Args:
            folder: where they lie; it need not exist.
            how: how models are read, as plain data.
        """
        self._folder = folder
        self._context = [_FORM, __version__, _own_files(), sys.version_info[:2], how]
        self._hashes: dict[tuple[int, ...], tuple[Sequence[Rule], str]] = {}
        self._wrote = False

    def key(self, model: str, rules: Sequence[Rule]) -> Key | None:
        """The key of a model under rules; None where nothing is kept of it.

        That is: of built-in networks, of what is no regular file, and of large files that were
        written within the last two seconds.
        """
        if is_zoo_name(model):
            return None
        try:
            status = os.stat(model)  # noqa: PTH116 -- of a name that may be anything
            content = _content(model, status)
        except (OSError, ValueError):
            return None
        if content is None:
            return None
        parts = [*self._context, model, content, self._hash_of(rules)]
        return Key(_hash(parts), _marks(status))

    def find(self, key: Key, rules: Sequence[Rule]) -> Inspection | None:
        """What was found before; None where that is not known, or its entry is damaged."""
        path = self._path(key)
        try:
            with path.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
            found = inspection_from(content.decode("ascii"), rules)
        except (OSError, ValueError, NetlintError):
            return None
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _DAY:
                os.utime(path)  # it is of use: it stays
        return found

    def keep(self, key: Key, model: str, record: str) -> None:
        """Keeps what was found, unless the file has changed since its key was made.

        A cache that cannot be written to is no error: nothing is kept.
        """
        if len(record) > MOST_BYTES:
            return
        with suppress(OSError, ValueError, NetlintError):
            if _marks(os.stat(model)) != key.file:  # noqa: PTH116
                return
            self._prepare()
            _write(self._path(key), record)

    def _path(self, key: Key) -> Path:
        return self._folder / f"{key.name}.json"

    def _hash_of(self, rules: Sequence[Rule]) -> str:
        """A hash of rules and their limits, made once: the rules are kept, so that ids last."""
        identity = tuple(map(id, rules))
        if identity not in self._hashes:
            said = [[_said(rule, name) for name in _matter()] for rule in rules]
            self._hashes[identity] = (rules, _hash(said))
        return self._hashes[identity][1]

    def _prepare(self) -> None:
        """Makes the folder, and once a day throws old entries away."""
        if self._wrote:
            return
        self._wrote = True
        self._folder.mkdir(parents=True, exist_ok=True)
        tag = self._folder / "CACHEDIR.TAG"
        if not tag.exists():
            _write(tag, _TAG)
            _write(self._folder / ".gitignore", "*\n")
        elif time.time() - tag.stat().st_mtime > _DAY:
            os.utime(tag)
            _prune(self._folder)


def _hash(plain: object) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode("ascii")).hexdigest()


def _matter() -> list[str]:
    from netlint.decks.rule import Rule

    return [field.name for field in fields(Rule) if field.name not in _NO_MATTER]


def _said(rule: Rule, name: str) -> object:
    """What a rule says, as plain data: an expression or a template as it is written."""
    value = getattr(rule, name)
    if name == "price":
        return {key: expression.text for key, expression in value.items()}
    if name == "limits":
        return [value.info, value.warn, value.error]
    return getattr(value, "text", value)


def _content(model: str, status: os.stat_result) -> object:
    """A hash of a file's content; of a large one its path and times; None: it is not settled.

    The times are those of the content and of the file's own entry, which no program sets back.
    """
    if not stat.S_ISREG(status.st_mode):
        return None
    if status.st_size <= _MOST_HASHED:
        with open(model, "rb") as stream:  # noqa: PTH123
            return hashlib.file_digest(stream, "sha256").hexdigest()
    if time.time() - max(status.st_mtime, status.st_ctime) < _SETTLED:
        return None
    return [os.path.realpath(model), *_marks(status)]


def _marks(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev
    )  # fmt: skip


def _own_files() -> str:
    """A hash of the sizes and times of netlint's own files."""
    found = []
    for parent, folders, names in os.walk(Path(__file__).parent):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = Path(parent, name)
            with suppress(OSError):  # a link that leads nowhere: editors lock files so
                status = path.stat()
                found.append([str(path), status.st_size, status.st_mtime_ns])
    return _hash(sorted(found))


def _write(path: Path, text: str) -> None:
    """Writes a file beside its place and puts it there: other runs see all of it or nothing."""
    half = path.with_name(f"{_HALF}{os.getpid()}-{path.name}")
    half.write_text(text, encoding="ascii")
    half.replace(path)


def _prune(folder: Path) -> None:
    """Throws away what was of no use for a month, and the oldest where there are too many.

    What other programs put there stays: names that are no entry's are not touched.
    """
    found = []
    for entry in os.scandir(folder):
        if _is_ours(entry.name):
            with suppress(OSError):
                found.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    found.sort(reverse=True)
    oldest = time.time() - _MOST_DAYS * _DAY
    for number, (modified, path) in enumerate(found):
        if number >= _MOST_ENTRIES or modified < oldest:
            with suppress(OSError):
                Path(path).unlink()


def _is_ours(name: str) -> bool:
    stem, _, suffix = name.partition(".")
    entry = suffix == "json" and len(stem) == 64 and set(stem) <= set("0123456789abcdef")
    return entry or name.startswith(_HALF)  # half written, by a run that was killed
