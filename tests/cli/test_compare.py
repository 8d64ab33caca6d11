"""`netlint compare` and `netlint report`: from models to a report, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import webbrowser
from pathlib import Path

import pytest

from netlint.cli import compare
from netlint.comparison import ComparisonView
from netlint.writers.comparison import load_comparison_writers
from tests.models import MOBILENET, dense_model, write
from tests.rulebook import rule_text, write_deck
from tests.test_imports import loaded


@pytest.fixture
def two(tmp_path) -> tuple[str, str]:
    """Two models of 25 parameters in the working directory, one in a folder."""
    (tmp_path / "other").mkdir()
    write(tmp_path, "small.json", dense_model())
    write(tmp_path / "other", "small.json", dense_model())
    return "small.json", str(Path("other/small.json"))


@pytest.fixture
def pages(monkeypatch) -> list[ComparisonView]:
    """The writer of pages is a stand-in; returns the views that it was given."""
    seen: list[ComparisonView] = []

    def write_page(comparison, view):
        seen.append(view)
        return f"<p>{len(comparison.entries)} networks, {comparison.command}</p>"

    monkeypatch.setitem(load_comparison_writers(), "html", write_page)
    return seen


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    """The addresses that a browser would be asked to show."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: not opened.append(url))
    return opened


def document(run, *arguments: str):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_networks_side_by_side(run, two):
    code, out, err = run("compare", *two)
    assert (code, err) == (0, "")
    assert out.startswith("small.json: Dense layers take 100 % of the mult-adds")
    assert "other/small.json" in out
    assert "Findings by rule" in out


def test_one_network_is_reported(run, two):
    code, out, _ = run("report", two[0])
    assert code == 0
    assert out.startswith("small.json: Dense layers")


@pytest.mark.usefixtures("_own_rules")
def test_rules_and_limits_can_be_chosen(run, two):
    found = document(run, "compare", *two, "--select", "T1", "--limit", "T1.error=20")
    assert [each["findings_by_rule"]["T1"]["error"] for each in found["networks"]] == [1, 1]
    found = document(run, "compare", *two, "--limit", "T1.error=25", "--max-params", "24")
    assert [list(each["findings_by_rule"]) for each in found["networks"]] == [["T1", "B1"]] * 2


@pytest.fixture
def _own_rules(tmp_path):
    write_deck(tmp_path / "own", t1=rule_text("T1", "own-one"))
    write_deck(tmp_path / "rules" / "budget", b1=rule_text("B1", "max-params"))
    (tmp_path / "netlint.toml").write_text('deck = ["./own"]')


def test_without_models_it_is_the_built_in_ones(run):
    """As many as issued, in their order, with what is published of them."""
    found = document(run, "compare")
    assert [each["file"] for each in found["networks"]] == list(compare.built_in_networks())
    assert [each["name"] for each in found["networks"]][1] == "ShuffleNet V2 1x"
    assert all(each["published"] for each in found["networks"])
    assert found["command"] == "netlint compare --format json"


def test_files_and_built_in_networks_together(run, two):
    found = document(run, "compare", two[0], "zoo:shufflenet_v2")
    assert [each["name"] for each in found["networks"]] == ["small.json", "ShuffleNet V2 1x"]


@pytest.mark.parametrize("name", ["text", "json", "csv", "markdown"])
def test_every_format(run, two, name):
    code, out, _ = run("compare", *two, "--format", name)
    assert code == 0
    assert out


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("json", "{"), ("csv", "name,file,"), ("md", "## netlint compare"), ("txt", "small.json: ")],
)
def test_the_suffix_gives_the_format(run, two, tmp_path, suffix, start):
    assert run("compare", *two, "-o", f"report.{suffix}") == (0, "", "")
    assert (tmp_path / f"report.{suffix}").read_text().startswith(start)


def test_csv_has_a_row_per_network(run, two):
    table = list(csv.DictReader(io.StringIO(run("compare", *two, "--format", "csv")[1])))
    assert [row["params"] for row in table] == ["25", "25"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "A"], "nothing to compare: name another, or run `netlint report small.json`"),
        (["compare", "A", "B", "A"], "small.json is named twice"),
        (["compare", *map(str, range(51))], "51 networks are too many to compare: at most 50"),
        (["report"], "Missing argument 'MODEL'"),
        (["report", "A", "B"], "wants one network, not 2"),
        (["compare", "A", "B", "--format", "html"], "a page is written to a file: add -o report"),
        (["compare", "A", "B", "--open"], "--open shows a file: add -o report.html"),
        (["compare", "A", "B", "-o", "-", "--open"], "--open shows a file: add -o report.html"),
        (
            ["compare", "A", "B", "-o", "-", "--format", "html", "--plotlyjs", "directory"],
            "--plotlyjs directory writes a file beside the page: add -o report.html",
        ),
        (["compare", "A", "B", "--plotlyjs", "web"], "'web' is not one of"),
        (["compare", "A", "B", "--format", "pdf"], "'pdf' is not one of"),
        (["compare", "A", "B", "-o", "report.pdf"], "cannot tell the format of 'report.pdf'"),
        (["compare", "A", "B", "-o", "A"], "it is the model itself"),
        (["compare", "A", "B", "--select", "Q9"], "--select: 'Q9' matches no rule"),
        (["compare", "A", "B", "--deck", "./none"], "the deck './none' is not there"),
    ],
)
def test_what_cannot_be_followed_is_one_line(failing, two, arguments, message):
    words = [{"A": two[0], "B": two[1]}.get(word, word) for word in arguments]
    assert message in failing(*words)


@pytest.mark.parametrize(
    "pair",
    [
        ("small.json", "./small.json"),
        ("small.json", "link.json"),
        ("zoo:ghostnet", "zoo:ghostnet?width=1"),
    ],
)
def test_one_network_under_two_names_is_named_twice(failing, two, tmp_path, pair):
    (tmp_path / "link.json").symlink_to(tmp_path / "small.json")
    assert f"{pair[1]} is named twice: {pair[0]} is the same" in failing("compare", *pair)


def test_an_unreadable_model_does_not_keep_the_others_from_being_compared(run, two):
    code, out, err = run("compare", *two, "none.h5", "--format", "json")
    assert code == 2
    assert err.splitlines() == ["netlint: error: none.h5: no such file; check the path"]
    found = json.loads(out)
    assert len(found["networks"]) == 2
    assert [each["file"] for each in found["failed"]] == ["none.h5"]


def test_with_too_few_networks_left_nothing_is_written(run, two, tmp_path):
    (tmp_path / "report.md").write_text("before")
    code, out, err = run("compare", two[0], "none.h5", "-o", "report.md")
    assert (code, out) == (2, "")
    assert "none.h5" in err.splitlines()[0]
    assert "fewer than 2 networks are left to compare" in err.splitlines()[1]
    assert (tmp_path / "report.md").read_text() == "before"


def test_an_unreadable_model_is_not_reported(failing):
    assert "none.h5" in failing("report", "none.h5")


def test_options_of_reading(run, tmp_path):
    model = write(tmp_path, "open.json", dense_model([None, 4]))
    found = document(run, "report", model, "--input-shape", "7,4", "--batch", "2")
    assert found["networks"][0]["totals"]["mult_adds"] == 2 * 7 * 20


def test_a_page_goes_to_its_file(run, two, tmp_path, pages):
    assert run("compare", *two, "-o", "report.html") == (0, "", "")
    assert (tmp_path / "report.html").read_text().startswith("<p>2 networks")
    assert pages[0].plotlyjs == "inline"
    assert sorted(path.name for path in tmp_path.glob("*.js")) == []


def test_a_page_goes_to_a_pipe_where_that_is_asked_for(run, two, pages):
    code, out, _ = run("compare", *two, "-o", "-", "--format", "html", "--plotlyjs", "cdn")
    assert (code, out.startswith("<p>2 networks")) == (0, True)
    assert pages[0].plotlyjs == "cdn"


def test_plotly_beside_the_page(run, two, tmp_path, pages):
    (tmp_path / "out").mkdir()
    run("compare", *two, "-o", str(Path("out/report.html")), "--plotlyjs", "directory")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["plotly.min.js", "report.html"]
    assert "plotly.js" in (tmp_path / "out" / "plotly.min.js").read_text("utf-8")[:300]


def test_plotly_is_written_for_pages_only(run, two, tmp_path):
    run("compare", *two, "-o", "report.md", "--plotlyjs", "directory")
    assert list(tmp_path.glob("*.js")) == []


@pytest.mark.usefixtures("pages")
def test_the_browser_shows_the_file(run, two, tmp_path, shown):
    run("compare", *two, "-o", "report.html", "--open")
    assert shown == [(tmp_path / "report.html").resolve().as_uri()]


@pytest.mark.usefixtures("pages")
def test_without_a_browser_the_file_is_named(run, two, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    code, _, err = run("compare", *two, "-o", "report.html", "--open")
    assert code == 0
    assert "no browser could be opened; the report is in report.html" in err


def test_nothing_is_shown_where_nothing_is_written(run, two, shown):
    assert run("compare", two[0], "none.h5", "-o", "a.md", "--open")[0] == 2
    assert shown == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "out/r.md"], "-o r.md"),
        (["-oout/r.md"], "-or.md"),
        (["--output", "out/r.md"], "--output r.md"),
        (["--output=out/r.md"], "--output=r.md"),
        (["-o", "out/r.md", "--open"], "-o r.md"),
        (["--batch", "2", "-o", "out/r.md"], "--batch 2 -o r.md"),
    ],
)
@pytest.mark.usefixtures("shown")
def test_the_command_is_as_typed_but_for_the_folder(run, two, tmp_path, words, said):
    (tmp_path / "out").mkdir()
    assert run("compare", *two, *words)[0] == 0
    text = (tmp_path / "out" / "r.md").read_text()
    assert text.endswith(f"Made by: netlint compare small.json other/small.json {said}\n")


def test_the_command_is_quoted_for_a_shell(run, two, tmp_path):
    name = write(tmp_path, "a b.json", dense_model())
    found = document(run, "report", Path(name).name)
    assert found["command"] == "netlint report 'a b.json' --format json"


def test_the_same_networks_give_the_same_bytes(run, two, tmp_path):
    texts = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        run("compare", *two, "-o", str(Path(folder) / "report.json"))
        texts.append((tmp_path / folder / "report.json").read_bytes())
    assert texts[0] == texts[1]
    assert str(tmp_path).encode() not in texts[0]


@pytest.mark.usefixtures("terminal_80")
def test_a_terminal_is_not_overrun(run, two):
    out = run("compare", *two)[1]
    assert "\x1b[" in out


def test_comparing_loads_nothing_heavy():
    arguments = ["compare", str(MOBILENET), "zoo:shufflenet_v2", "--format"]
    formats = ["text", "json", "csv", "markdown"]
    code = f"from netlint.cli import main; [main([*{arguments}, each]) for each in {formats}]"
    heavy = {"tensorflow", "keras", "plotly", "pandas", "networkx", "jinja2"}
    assert not loaded(code) & heavy
