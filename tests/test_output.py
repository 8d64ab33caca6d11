"""Results are written whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from threading import Thread

import pytest

from netlint import output
from netlint.errors import NetlintError, UsageError


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_file_is_written_whole(tmp_path):
    target = tmp_path / "out.txt"
    output.write_file(str(target), "é\n")
    assert target.read_bytes() == "é\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path):
    old = os.umask(0o027)
    try:
        output.write_file(str(tmp_path / "new"), "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o600)
    output.write_file(str(tmp_path / "new"), "y")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


@pytest.mark.parametrize("failing", ["chmod", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing):
    target = tmp_path / "out.txt"
    target.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.Path, failing, fail)
    with pytest.raises(NetlintError, match=r"cannot write .*out.txt: No space left on device"):
        output.write_file(str(target), "new")
    monkeypatch.undo()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    output.write_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to():
    output.write_file(os.devnull, "x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_what_cannot_be_written_is_said_early(tmp_path):
    with pytest.raises(UsageError, match="is a directory"):
        output.check_writable(str(tmp_path))
    with pytest.raises(UsageError, match="there is no folder"):
        output.check_writable(str(tmp_path / "no" / "x"))
    output.check_writable(str(tmp_path / "x"))


def test_a_folder_that_may_not_be_written_to_is_said_early(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(output.os, "access", lambda *each: asked.append(each))
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "x")
    with pytest.raises(UsageError, match="link: its folder may not be written to"):
        output.check_writable(str(tmp_path / "link"))
    assert asked == [(tmp_path / "folder", os.W_OK)]
    output.check_writable(os.devnull)  # is written to directly


def test_a_toml_file_is_replaced_where_that_is_asked_for(tmp_path):
    (tmp_path / "mine.toml").write_text("")
    with pytest.raises(UsageError, match="it is a TOML file"):
        output.check_writable(str(tmp_path / "mine.toml"))
    output.check_writable(str(tmp_path / "mine.toml"), toml=True)


def test_what_is_read_is_not_written_over(tmp_path):
    (tmp_path / "model.json").write_text("{}")
    (tmp_path / "rule.TOML").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "rule.TOML")
    with pytest.raises(UsageError, match="it is the model itself, a deck or the baseline"):
        output.check_writable(str(tmp_path / "model.json"), [str(tmp_path / "." / "model.json")])
    for name in ("rule.TOML", "link"):
        with pytest.raises(UsageError, match="it is a TOML file, a configuration or a rule"):
            output.check_writable(str(tmp_path / name))
    output.check_writable(str(tmp_path / "new.toml"))
    output.check_writable(str(tmp_path / "model.json"), ["nothing\0"])


def stream(encoding="utf-8", error: OSError | None = None):
    class Stream(io.TextIOWrapper):
        def flush(self):
            if error is not None:
                raise error
            super().flush()

    return Stream(io.BytesIO(), encoding=encoding)


def test_an_encoding_that_lacks_a_character_gets_an_escape(monkeypatch):
    out = stream("ascii")
    monkeypatch.setattr(sys, "stdout", out)
    output.write_standard_output("é卷\n")
    assert out.buffer.getvalue() == b"\\xe9\\u5377\n"


def test_a_closed_pipe_is_no_error(monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream(error=BrokenPipeError()))
    output.write_standard_output("x")


def test_a_full_disk_is(monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream(error=OSError(28, "No space left on device")))
    with pytest.raises(NetlintError, match="No space left"):
        output.write_standard_output("x")


def test_no_standard_output_at_all(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(NetlintError, match="closed"):
        output.write_standard_output("x")


def test_a_reader_that_closed_a_named_pipe_has_what_it_wanted(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = Thread(target=lambda: pipe.open("rb").close())
    reader.start()
    output.write_file(str(pipe), "x" * 2**20)
    reader.join()
    assert list(tmp_path.iterdir()) == [pipe]


def test_several_files_are_written():
    output.write_files([("a", "1"), ("b", b"2")])
    assert (Path("a").read_text(), Path("b").read_text()) == ("1", "2")


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_files_none_is_written_where_one_cannot_be(tmp_path, order):
    Path("old").write_text("old")
    files = [("old", "new"), ("new", "new"), ("no/folder", "x")][::order]
    with pytest.raises(NetlintError, match="cannot write no/folder: No such file"):
        output.write_files(files)
    assert Path("old").read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


def test_a_full_disk_leaves_no_temporary_file(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "_mode", fail)
    with pytest.raises(NetlintError, match="cannot write a: No space left"):
        output.write_files([("a", "1"), ("b", "2")])
    assert list(tmp_path.iterdir()) == []
