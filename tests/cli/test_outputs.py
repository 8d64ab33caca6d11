"""`netlint check --output-file`: several reports of one check, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netlint.writers.checks import load_check_writers
from tests.models import dense_model, write


def test_files_beside_the_report_on_standard_output(run, model):
    code, out, err = run(
        "check", model, "--output-file", "a.sarif", "--output-file", "gitlab:b.json",
        "--output-file", "c.xml", "--output-file", "github-summary:d.txt",
    )  # fmt: skip
    assert (code, err) == (1, "")
    assert "small.json" in out
    assert json.loads(Path("a.sarif").read_text())["version"] == "2.1.0"
    assert json.loads(Path("b.json").read_text())[0]["check_name"].startswith("G1")
    assert Path("c.xml").read_text().startswith("<?xml")
    assert Path("d.txt").read_text().startswith("## netlint check: failed")


def test_each_file_is_what_its_format_alone_would_write(run, model):
    alone = run("check", model, "--format", "sarif-github")[1]
    run("check", model, "--format", "github", "--output-file", "sarif-github:a")
    assert Path("a").read_text() == alone


def test_beside_o(run, model):
    assert run("check", model, "-o", "a.json", "--output-file", "b.sarif") == (1, "", "")
    assert Path("a.json").exists()
    assert Path("b.sarif").exists()


@pytest.mark.parametrize("form", sorted(load_check_writers()))
def test_every_format_can_be_asked_for_and_exits_alike(run, model, form):
    assert run("check", model, "--output-file", f"{form}:out")[0] == 1
    assert run("check", model, "--ignore", "G1", "--format", form)[0] == 0
    assert run("check", model, "nothing.h5", "--format", form)[0] == 2
    assert Path("out").read_text()


def test_a_file_on_a_terminal_is_without_colours(run, model, terminal_80):
    out = run("check", model, "--output-file", "text:a")[1]
    assert "\x1b[" in out
    assert "\x1b" not in Path("a").read_text()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("report.pdf", "cannot tell the format of 'report.pdf'"),
        ("sraif:a.json", "there is no format 'sraif'; did you mean 'sarif'? (a file with"),
        ("json:", "--output-file json:: wants a file"),
        ("sarif:-", "--output-file sarif:-: wants a file"),
        ("", "--output-file : wants a file"),
        ("json:no/a", "there is no folder no"),
        ("json:MODEL", "it is the model itself"),
        ("json:.", "it is a directory"),
        ("json:out", "--output-file json:out: the file is written twice"),
        ("json:./out", "the file is written twice"),
        ("json:link", "the file is written twice"),
    ],
)
def test_what_cannot_be_followed_is_one_line(failing, model, said, message):
    Path("link").symlink_to("out")
    said = said.replace("MODEL", model)
    line = failing("check", model, "--output-file", "text:out", "--output-file", said)
    assert message in line
    assert not Path("out").exists()


def test_a_file_is_not_written_over_the_report(failing, model):
    message = failing("check", model, "-o", "a.json", "--output-file", "sarif:a.json")
    assert "the file is written twice" in message


def test_a_name_with_a_colon(run, model):
    run("check", model, "--output-file", "./a:b.json", "--output-file", "json:c:d")
    assert json.loads(Path("a:b.json").read_text()) == json.loads(Path("c:d").read_text())


def test_none_is_written_where_a_writer_fails(failing, model, monkeypatch):
    monkeypatch.setitem(load_check_writers(), "junit", lambda *_: 1 / 0)
    failing("check", model, "--output-file", "a.sarif", "--output-file", "b.xml")
    assert not Path("a.sarif").exists()


def test_none_is_written_where_one_cannot_be(failing, model):
    Path("locked").mkdir()
    Path("a.sarif").write_text("old")
    target = "locked/" + "x" * 300
    failing("check", model, "--output-file", "a.sarif", "--output-file", f"json:{target}")
    assert Path("a.sarif").read_text() == "old"


def test_what_is_left_out_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setattr("netlint.writers.checks.sarif.MOST_RESULTS", 1)
    model = write(tmp_path, "small.json", dense_model())
    code, _, err = run("check", model, "--output-file", "sarif-github:a")
    assert code == 1
    assert err.startswith("netlint: warning: sarif-github: the mildest 1 of 2 results are left out")
