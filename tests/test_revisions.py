"""Files of a git revision: what git is asked for, and how it says no."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from netlint import revisions
from netlint.errors import ModelError, UsageError
from netlint.revisions import checked_out


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", name)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """`models/net.json`, twice committed and changed again."""
    folder = tmp_path_factory.mktemp("template")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "models/net.json", b"one")
    commit(folder, "models/net.json", b"two")
    (folder / "models" / "net.json").write_bytes(b"three")
    return folder


@pytest.fixture
def repository(template, tmp_path, monkeypatch) -> Path:
    """A copy of the template, which is the working directory."""
    for name in revisions._OWN:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "repository"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    return folder


def content(path: str, revision: str) -> bytes:
    with checked_out(path, revision) as file:
        assert Path(file).suffix == Path(path).suffix
        return Path(file).read_bytes()


@pytest.mark.parametrize(
    ("revision", "found"), [("HEAD", b"two"), ("HEAD~1", b"one"), ("main", b"two")]
)
def test_a_file_as_it_was(repository, revision, found):
    assert content("models/net.json", revision) == found


def test_from_within_a_folder_and_from_outside(repository, monkeypatch, tmp_path):
    monkeypatch.chdir(repository / "models")
    assert content("net.json", "HEAD~1") == b"one"
    monkeypatch.chdir(tmp_path)
    assert content(str(repository / "models" / "net.json"), "HEAD~1") == b"one"


def test_a_file_that_is_gone_from_the_working_tree(repository):
    (repository / "models" / "net.json").unlink()
    assert content("models/net.json", "HEAD") == b"two"


def test_nothing_is_left_behind(repository):
    with checked_out("models/net.json", "HEAD") as file:
        pass
    assert not Path(file).parent.exists()


def test_where_a_hook_runs_paths_start_where_they_are(repository, monkeypatch):
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
    assert content("models/net.json", "HEAD") == b"two"


def test_no_filter_and_no_text_conversion_runs(repository):
    (repository / ".gitattributes").write_text("*.json filter=evil diff=evil\n")
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        git(repository, "config", key, "touch hacked; cat")
    git(repository, "config", "core.fsmonitor", "touch hacked")
    assert content("models/net.json", "HEAD") == b"two"
    assert list(repository.rglob("hacked")) == []


@pytest.mark.parametrize(
    ("path", "revision", "message"),
    [
        ("models/net.json", "nowhere", "there is no revision 'nowhere' in the repository of mod"),
        ("models/net.json", "HEAD~2", "there is no revision 'HEAD~2'"),
        ("models/net.json", "-x", "'-x' is no revision: name a commit, a branch or a tag"),
        ("models/net.json", "--upload-pack=x", "is no revision"),
        ("models/net.json", "", "is no revision"),
        ("models/net.json", "HEAD:models", "is no revision"),
        ("models/net.json", "HEAD\n", "is no revision"),
        ("models/net.json", "HEAD\0", "is no revision"),
        ("models/other.json", "HEAD", "models/other.json is not a file in the revision 'HEAD'"),
        ("models", "HEAD", "models is not a file in the revision 'HEAD'"),
        ("nowhere/net.json", "HEAD", "there is no folder nowhere"),
        ("zoo:ghostnet", "HEAD", "--git wants a file, not the built-in network zoo:ghostnet"),
    ],
)
def test_what_is_not_there(repository, path, revision, message):
    with pytest.raises(UsageError, match=message), checked_out(path, revision):
        pass


def test_outside_of_a_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"net\.json is not in a git repository"):
        content("net.json", "HEAD")


def test_a_git_lfs_pointer_is_no_model(repository):
    commit(repository, "big.h5", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    with pytest.raises(ModelError, match=r"big\.h5 at HEAD: is a Git LFS pointer, not the model"):
        content("big.h5", "HEAD")


def test_a_file_that_is_too_large(repository, monkeypatch):
    monkeypatch.setattr(revisions, "_LARGEST", 2)
    with pytest.raises(ModelError, match="has 3 bytes, which is too many"):
        content("models/net.json", "HEAD")


def test_content_that_a_partial_clone_lacks(repository):
    """Its object is gone, as where only part of a repository was fetched."""
    name = subprocess.run(
        ["git", "rev-parse", "HEAD:models/net.json"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(UsageError, match=r"net\.json at HEAD is not here: fetch it first"):
        content("models/net.json", "HEAD")


def test_without_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="needs git, which is not installed"):
        content("models/net.json", "HEAD")


def test_a_git_that_does_not_answer(repository, monkeypatch):
    def hang(*_, timeout, **__):
        raise subprocess.TimeoutExpired("git", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(UsageError, match="git does not answer in 120 s"):
        content("models/net.json", "HEAD")
