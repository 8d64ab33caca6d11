"""Decks from folders; every message names the file and the place in it."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from netlint.decks import Level, Limits, built_in_decks, load_decks
from netlint.decks.fields import DeckError
from netlint.decks.loading import load_rule
from netlint.decks.rule import Example
from tests.decks.building import FIRES, HOSTILE, RULE, SILENT, example, loaded, write_rule
from tests.decks.test_fields import BAD, BAD_EXAMPLES

pytestmark = pytest.mark.usefixtures("few_columns")
LAYERS = [{"class": "InputLayer", "shape": [4]}]


def problem(folder: Path, /, **changes) -> str:
    """What is said of a rule that cannot be loaded, after its file's name."""
    file = write_rule(folder, **changes)
    begun = time.perf_counter()
    with pytest.raises(DeckError) as caught:
        load_rule(file, "mine")
    assert time.perf_counter() - begun < 1
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(str(file))
    return re.sub(r"^(:[0-9]+)?: ", "", text.removeprefix(str(file)))


def write_text(folder: Path, text: str | bytes, name: str = "rule.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    content = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(content)
    return folder / name


def test_a_rule(tmp_path):
    rule = loaded(tmp_path, rationale="\nWhy.\n", evidence=" What. ")
    assert (rule.id, rule.name, rule.deck, rule.file) == (
        "T1",
        "many-groups",
        "mine",
        tmp_path / "rule.toml",
    )
    assert rule.where is not None
    assert rule.where.evaluate({"op": "conv"}) is True
    assert rule.measure.names == {"groups"}
    assert rule.limits == Limits(warn=2, error=8)
    assert rule.limits.highest is Level.ERROR
    assert (rule.cost, rule.on_missing) == (None, "undecided")
    assert (rule.rationale, rule.evidence) == ("Why.", "What.")
    assert rule.message.fields == {"measure"}
    assert rule.tags == ("testing",)
    assert rule.examples[0] == Example("a case of warning", "warning", FIRES["columns"])


def test_what_may_be_left_out(tmp_path):
    rule = loaded(tmp_path, where=None, cost="groups * 4", on_missing="skip", limits={})
    assert rule.where is None
    assert rule.cost is not None
    assert rule.cost.evaluate({"groups": 3}) == 12
    assert (rule.on_missing, rule.limits, rule.evidence) == ("skip", Limits(), "")


def test_an_example_with_everything(tmp_path):
    whole = {
        "about": "a",
        "expect": "info",
        "layers": LAYERS,
        "at": ["x"],
        "figure": 2.5,
        "limits": {"info": 1},
    }
    row = {**example("silent", op="conv"), "missing": ["groups"]}
    first, second = loaded(tmp_path, example=[whole, row]).examples
    assert first == Example("a", "info", {}, (), tuple(LAYERS), ("x",), 2.5, Limits(info=1))
    assert second.missing == ("groups",)


@pytest.mark.parametrize("case", sorted(BAD.keys() - {"no table"}))
def test_tables_of_another_form(tmp_path, case):
    bad, message = BAD[case]
    assert message in problem(tmp_path, **{**dict.fromkeys(RULE), **bad})


@pytest.mark.parametrize("case", BAD_EXAMPLES)
def test_examples_of_another_form(tmp_path, case):
    bad, message = BAD_EXAMPLES[case]
    said = problem(tmp_path, example=[FIRES, SILENT, bad])
    assert said.startswith("example 3: ")
    assert message in said


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_expressions(tmp_path, case):
    for key in ("where", "measure", "cost"):
        said = problem(tmp_path, **{key: HOSTILE[case]})
        assert said.startswith(f"{key!r}"), said


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"where": "grops > 1"}, "'where': 'grops' at character 1 is no column of this scope; did"),
        ({"where": "groups"}, "'where': 'groups' yields a number, not a flag"),
        ({"measure": "bias"}, "'measure': 'bias' yields a flag, not a number"),
        ({"cost": "op"}, "'cost': 'op' yields a text, not a number"),
        ({"cost": "prod(groups)"}, "'cost': 'prod(groups)' at character 1 calls no function"),
        (
            {"measure": "depth"},
            "'measure': 'depth' at character 1 is no column of this scope; it is a column of",
        ),
        (
            {"fix": "{size}"},
            "'fix': {size} is no column of this scope; it is a column of the scope",
        ),
        ({"where": 'op = "conv"'}, "'where': 'op = \"conv\"' is no expression"),
        ({"message": "{op.upper}"}, "'message': {op.upper} is no column of this scope"),
        ({"message": "{op!r}"}, "'message': {op} must be a plain name"),
        ({"fix": "{groups:>9}"}, "'fix': {groups} must be a plain name, without a format"),
        ({"fix": "{group}"}, "'fix': {group} is no column of this scope; did you mean 'groups'?"),
        ({"fix": "{"}, "'fix': '{' is no template"),
        ({"limits": {"warning": 1}}, "'limits': unknown key 'warning'; did you mean 'warn'?"),
        ({"limits": {"warn": "1"}}, "'limits': 'warn' must be a number"),
        ({"limits": {"warn": True}}, "'limits': 'warn' must be a number"),
        ({"limits": {"warn": float("nan")}}, "'limits': 'warn' must be a number of at most 1e+100"),
        ({"limits": {"info": float("-inf")}}, "'limits': 'info' must be a number of at most"),
        ({"limits": {"error": 10**400}}, "'limits': 'error' must be a number of at most"),
        ({"limits": {"info": 2, "warn": 1}}, "'limits': 'warn' must not lie below 'info'"),
        ({"limits": {"info": 2, "error": 1}}, "'limits': 'error' must not lie below 'info'"),
        ({"limits": {"warn": 2, "error": 1}}, "'limits': 'error' must not lie below 'warn'"),
        ({"example": [FIRES, FIRES]}, "needs an example that fires and one that is silent"),
        ({"example": [SILENT, SILENT]}, "needs an example that fires and one that is silent"),
    ],
)
def test_contents_that_make_no_sense(tmp_path, changes, message):
    assert problem(tmp_path, **changes).startswith(message)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"about": "a", "expect": "info"}, "needs either 'columns' or 'layers'"),
        ({**FIRES, "layers": LAYERS}, "needs either 'columns' or 'layers'"),
        (
            {"about": "a", "expect": "info", "layers": LAYERS, "missing": ["op"]},
            "'missing' belongs to 'columns', not to 'layers'",
        ),
        ({**FIRES, "at": ["x"]}, "'at' belongs to 'layers', not to 'columns'"),
        ({**FIRES, "missing": ["groups"]}, "'groups' is both in 'columns' and in 'missing'"),
        (example("info", group=1), "'group' is no column; did you mean 'groups'?"),
        ({**FIRES, "missing": ["ratios"]}, "'ratios' is no column; did you mean 'ratio'?"),
        (example("info", groups="4"), "the column 'groups' is a number, not '4'"),
        (example("info", groups=True), "the column 'groups' is a number, not True"),
        (example("info", bias=1), "the column 'bias' is a flag, not 1"),
        (example("info", op=False), "the column 'op' is a text, not False"),
        ({**FIRES, "limits": {"info": 2, "warn": 1}}, "'limits': 'warn' must not lie below 'info'"),
        ({**FIRES, "limits": {"warning": 1}}, "'limits': unknown key 'warning'"),
    ],
)
def test_examples_that_make_no_sense(tmp_path, bad, message):
    said = problem(tmp_path, example=[FIRES, SILENT, bad])
    assert said.startswith(f"example 3: {message}")


def written(rule):
    return {key: expression.text for key, expression in rule.price.items()}


def test_a_price_is_what_it_states_and_the_bytes_of_the_cost(tmp_path):
    price = {"kernels": "groups - 1", "groups": "groups"}
    assert written(loaded(tmp_path, price=price)) == price
    assert written(loaded(tmp_path, cost="moved", price=price)) == {"bytes": "moved", **price}
    assert written(loaded(tmp_path, cost="moved")) == {"bytes": "moved"}
    assert written(loaded(tmp_path)) == {}


def test_a_price_may_state_other_bytes_than_the_cost_or_the_time_itself(tmp_path):
    rule = loaded(tmp_path, cost="moved", price={"bytes": "moved / 2"})
    assert written(rule) == {"bytes": "moved / 2"}
    rule = loaded(tmp_path, cost="moved", price={"seconds": "ratio"})
    assert written(rule) == {"seconds": "ratio"}


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ({}, "'price': is empty (keys: mult_adds, bytes, kernels, groups, branches, seconds)"),
        ({"kernel": "1"}, "unknown key 'kernel'; did you mean 'kernels'?"),
        ({"kernels": 1}, "'kernels' must be a text"),
        ({"kernels": "op"}, "'kernels': 'op' yields a text, not a number"),
        ({"kernels": "grups"}, "'kernels': 'grups' at character 1 is no column of this scope; did"),
        ({"seconds": "ratio", "bytes": "moved"}, "'seconds' is the whole price: leave the other"),
    ],
)
def test_a_wrong_price(tmp_path, price, message):
    with pytest.raises(DeckError) as caught:
        loaded(tmp_path, price=price)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'rule.toml'}:")


def test_a_rule_about_waivers_has_no_price(tmp_path):
    row = {"about": "a", "expect": "error", "columns": {}}
    with pytest.raises(DeckError, match="a waiver takes no time"):
        loaded(
            tmp_path,
            scope="waiver",
            where=None,
            measure="1",
            price={"kernels": "1"},
            example=[row, {**row, "expect": "silent"}],
        )


def test_equal_limits_are_fine(tmp_path):
    assert loaded(tmp_path, limits={"warn": 2, "error": 2}).limits.broken_by(3) == (Level.ERROR, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id = ", "is not valid TOML: "),
        ('id = "a"\nid = "b"', "is not valid TOML: "),
        (b'id = "\xff"', "is not valid TOML: "),
        ('id = "\0"', "is not valid TOML: "),
        (f"x = {'9' * 5000}", "is not valid TOML: a number has too many digits"),
        ("x = " + "[" * 100_000, "is nested too deeply"),
        ("x = " + "{a = " * 20_000, "is nested too deeply"),
        ("#" * (1 << 18) + "\n", "is larger than 262,144 bytes"),
        ("", "lacks 'id'"),
    ],
)
def test_files_that_are_no_rules(tmp_path, text, message):
    file = write_text(tmp_path, text)
    with pytest.raises(DeckError) as caught:
        load_rule(file, "mine")
    said = re.sub(r"^:[0-9]+", "", str(caught.value).removeprefix(str(file)))
    assert said.startswith(f": {message}")
    assert "\n" not in said


@pytest.mark.parametrize("depth", [50, 200, 300, 400, 480, 600, 2000])
def test_deep_nesting_ends_in_a_rule_or_in_a_message(tmp_path, depth):
    layers = [{"class": "Lambda", "deep": 0}]
    file = write_rule(tmp_path, example=[FIRES, SILENT, {**FIRES, "layers": layers}])
    text = file.read_text(encoding="utf-8")
    write_text(tmp_path, text.replace('"deep" = 0', f'"deep" = {"[" * depth}{"]" * depth}'))
    with pytest.raises(DeckError, match=r"rule\.toml(:\d+)?: (is nested too deeply|example 3: n)"):
        load_rule(file, "mine")


def test_a_deck_of_ones_own(tmp_path):
    write_rule(tmp_path, "b.toml")
    write_rule(tmp_path, "a.toml", id="T2", name="other")
    write_rule(tmp_path / "inner", "a.toml", id="T3", name="third")
    write_text(tmp_path, "no rule", "notes.md")
    (deck,) = load_decks([str(tmp_path)])
    assert [rule.id for rule in deck.rules] == ["T2", "T1", "T3"]
    assert (deck.name, deck.folder) == (str(tmp_path), tmp_path)
    assert {rule.deck for rule in deck.rules} == {str(tmp_path)}


def test_paths_start_from_the_base(tmp_path):
    write_rule(tmp_path / "mine")
    (deck,) = load_decks(["./mine"], tmp_path)
    assert (deck.name, deck.folder) == ("./mine", tmp_path / "mine")


def test_a_single_file_is_a_deck(tmp_path):
    (deck,) = load_decks([str(write_rule(tmp_path))])
    assert [rule.id for rule in deck.rules] == ["T1"]


def test_each_deck_is_read_once_and_in_order(tmp_path):
    write_rule(tmp_path / "one")
    write_rule(tmp_path / "two", id="T2", name="other")
    decks = load_decks(["./two", "./one", "./two", "two/../one", "./one/"], tmp_path)
    assert [deck.name for deck in decks] == ["./two", "./one"]


@pytest.mark.parametrize(
    ("changes", "taken"),
    [({"name": "other"}, "T1"), ({"id": "T2"}, "many-groups")],
)
def test_ids_and_names_are_taken_once(tmp_path, changes, taken):
    first = write_rule(tmp_path / "one", "a.toml")
    second = write_rule(tmp_path / "two", "b.toml", **changes)
    with pytest.raises(DeckError) as caught:
        load_decks(["./one", "./two"], tmp_path)
    assert str(caught.value) == f"{second}: {taken!r} is taken by {first}"


def test_a_collision_within_a_deck(tmp_path):
    first, second = write_rule(tmp_path, "a.toml"), write_rule(tmp_path, "b.toml")
    with pytest.raises(DeckError) as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value) == f"{second}: 'T1' is taken by {first}"


def test_one_bad_rule_spoils_the_deck(tmp_path):
    write_rule(tmp_path, "a.toml")
    bad = write_rule(tmp_path, "b.toml", id="T2", name="other", scope="layers")
    with pytest.raises(DeckError, match="'scope' must be one of") as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value).startswith(f"{bad}:7: ")


def test_a_deck_that_is_not_there(tmp_path):
    with pytest.raises(DeckError) as caught:
        load_decks(["./nowhere"], tmp_path)
    assert str(caught.value) == f"the deck './nowhere' is not there: no folder {tmp_path}/nowhere"


def test_a_misspelt_deck():
    with pytest.raises(DeckError) as caught:
        load_decks(["shuflenetv2"])
    text = str(caught.value)
    assert text.startswith("there is no deck 'shuflenetv2'; did you mean 'shufflenetv2'? (built in")
    assert text.endswith("a folder of your own needs a slash: ./shuflenetv2)")


def test_an_empty_deck(tmp_path):
    with pytest.raises(DeckError, match="holds no rule; a rule is a") as caught:
        load_decks([str(tmp_path)])
    assert str(tmp_path) in str(caught.value)


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr("netlint.decks.loading._MOST_FILES", 2)
    write_rule(tmp_path, "a.toml")
    write_rule(tmp_path, "b.toml", id="T2", name="other")
    assert len(load_decks([str(tmp_path)])[0].rules) == 2
    (tmp_path / "c.toml").touch()
    with pytest.raises(DeckError) as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value) == f"{tmp_path}: holds more than 2 rule files"


def test_links_to_folders_are_not_followed(tmp_path):
    write_rule(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    (deck,) = load_decks([str(tmp_path)])
    assert len(deck.rules) == 1


def test_links_that_lead_nowhere(tmp_path):
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    with pytest.raises(DeckError) as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value).startswith(f"{loop}: ")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(DeckError, match=r"pipe\.toml: is not a regular file"):
        load_decks([str(tmp_path)])


def test_a_file_that_must_not_be_read(tmp_path, monkeypatch):
    file = write_rule(tmp_path)

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DeckError) as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value) == f"{file}: cannot be read: Permission denied"


def test_a_built_in_deck_needs_only_its_name(tmp_path, monkeypatch):
    write_rule(tmp_path / "rules" / "mine")
    (tmp_path / "rules" / "targets").mkdir()
    (tmp_path / "rules" / "README.md").touch()
    monkeypatch.setattr("netlint.decks.loading.data_folder", tmp_path.__truediv__)
    assert built_in_decks() == {"mine": tmp_path / "rules" / "mine"}
    (deck,) = load_decks(["mine"])
    assert (deck.name, [rule.id for rule in deck.rules]) == ("mine", ["T1"])


def test_the_built_in_decks_are_the_folders_of_rules():
    decks = built_in_decks()
    assert {"shufflenetv2", "hygiene", "budget"} <= decks.keys()
    assert "targets" not in decks
    assert all(folder.is_dir() for folder in decks.values())


WRITTEN = """\
id = "T1"
name = "many-groups"
summary = "Groups are few."
since = "0.1"
status = "stable"
tags = ["testing"]
scope = "layer"
measure = "groups"
unit = "count"
message = "{measure} groups"
fix = "fewer"
rationale = "A reason."
reference = ["A paper"]

[limits]
warn = 2

[[example]]
about = "many"
expect = "warning"
columns = { groups = 4 }

[[example]]
about = "few"
expect = "silent"
[example.columns]
groups = 1
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"layer"', '"layers"', "7: 'scope' must be one of"),
        ('"groups"', '"grops"', "8: 'measure': 'grops' at character 1 is no column"),
        ("{measure}", "{measur}", "10: 'message': {measur} is no column"),
        ("fix =", "fixes =", "11: unknown key 'fixes'; did you mean 'fix'?"),
        ("warn = 2", "warn = 2\ninfo = 3", "15: 'limits': 'warn' must not lie below 'info'"),
        ("warn = 2", "wran = 2", "15: 'limits': unknown key 'wran'"),
        ("warn = 2", "warn = ", "16: is not valid TOML: "),
        ('"few"', '""', "24: example 2: 'about' needs at least 1 character"),
        ("groups = 1\n", "groups = '1'\n", "23: example 2: the column 'groups' is a number"),
        ("groups = 1\n", "groups = []\n", "26: example 2: 'columns': 'groups' must be a number"),
        ('expect = "silent"\n', "", "23: example 2: lacks 'expect'"),
        (
            "groups = 4 }",
            "size = 4 }",
            "18: example 1: 'size' is no column; it is a column of the ",
        ),
        ('"silent"', '"warning"', " needs an example that fires and one that is silent"),
    ],
)
def test_messages_name_the_line(tmp_path, old, new, message):
    assert WRITTEN.count(old) == 1
    file = write_text(tmp_path, WRITTEN.replace(old, new))
    with pytest.raises(DeckError) as caught:
        load_rule(file, "mine")
    assert str(caught.value).startswith(f"{file}:{message}")


def test_bytes_that_are_no_text_have_a_line_too(tmp_path):
    file = write_text(tmp_path, WRITTEN.encode().replace(b'"few"', b'"\xff"'))
    with pytest.raises(DeckError) as caught:
        load_rule(file, "mine")
    assert str(caught.value) == f"{file}:24: is not valid TOML: is not UTF-8"


def test_a_byte_order_mark_is_no_matter(tmp_path):
    assert load_rule(write_text(tmp_path, WRITTEN.encode("utf-8-sig")), "mine").id == "T1"


def test_one_equal_sign_names_the_two(tmp_path):
    assert problem(tmp_path, where='op = "conv"').endswith("; to compare write ==")
    assert not problem(tmp_path, where="op == 'a=b' and").endswith("; to compare write ==")


@pytest.mark.parametrize("where", ["", "inner"])
def test_a_folder_that_must_not_be_read_does_not_vanish(tmp_path, monkeypatch, where):
    write_rule(tmp_path)
    closed = tmp_path / where
    write_rule(closed, "b.toml", id="T2", name="other")
    scan = os.scandir

    def refuse(path):
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DeckError) as caught:
        load_decks([str(tmp_path)])
    assert str(caught.value) == f"{closed}: cannot be read: Permission denied"


def test_a_deck_behind_a_closed_folder_is_not_called_missing(tmp_path, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(DeckError, match=r"mine: cannot be read: Permission denied"):
        load_decks(["./mine"], tmp_path)


def test_hidden_files_and_folders_are_not_looked_at(tmp_path):
    write_rule(tmp_path)
    write_text(tmp_path, "no rule", ".#rule.toml")
    write_text(tmp_path / ".git", "no rule", "a.toml")
    assert len(load_decks([str(tmp_path)])[0].rules) == 1


def test_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DeckError, match=r"gone\.toml: is a link that leads nowhere"):
        load_decks([str(tmp_path)])


def test_a_folder_of_that_name_is_pointed_at(tmp_path):
    write_rule(tmp_path / "our-npu")
    with pytest.raises(DeckError, match=r"there is a folder of that name: write \./our-npu\)$"):
        load_decks(["our-npu"], tmp_path)


def test_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_rule(tmp_path / "mine")
    assert load_decks(["~/mine"], tmp_path / "elsewhere")[0].folder == tmp_path / "mine"
