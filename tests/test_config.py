"""The configuration is found upwards; what netlint does not know in it is an error."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from netlint.choices import Choices
from netlint.config import Override, Settings, load_settings
from netlint.errors import UsageError
from netlint.waivers import Waiver


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_none_is_fine(tmp_path):
    assert load_settings(tmp_path) == Settings()
    assert Settings().folder == Path()


def test_pyproject(tmp_path):
    write(tmp_path, "pyproject.toml", '[tool.netlint]\nplugins = ["a.b", "c"]')
    settings = load_settings(tmp_path)
    assert settings.plugins == ("a.b", "c")
    assert settings.file == tmp_path / "pyproject.toml"
    assert settings.folder == tmp_path
    assert settings.models is None
    assert settings.choices == Choices(str(tmp_path / "pyproject.toml"), tmp_path)


def test_the_nearest_is_taken(tmp_path):
    write(tmp_path, "netlint.toml", 'plugins = ["far"]')
    inner = write(tmp_path / "a" / "b", "pyproject.toml", "[tool.other]\nnetlint = 1")
    assert load_settings(inner).plugins == ("far",)
    write(tmp_path / "a", "pyproject.toml", '[tool.netlint]\nplugins = ["near"]')
    assert load_settings(inner).plugins == ("near",)
    write(tmp_path / "a", "netlint.toml", "")
    assert load_settings(inner).plugins == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ('target = "gtx-1080-ti"', ("gtx-1080-ti",)),
        ('target = ["gtx-1080-ti", "own.toml"]', ("gtx-1080-ti", "own.toml")),
    ],
)
def test_targets_are_one_or_several(tmp_path, text, expected):
    assert load_settings(write(tmp_path, "netlint.toml", text)).target == expected


EVERYTHING = """
models = ["models/*.h5"]
deck = ["shufflenetv2", "./rules/our-npu"]
select = ["G*"]
extend-select = ["H01"]
ignore = ["G3"]
fail-on = "warning"
allow-undecided = true

[limits.G1]
warn = 0.25
error = false

[limits.group-cost]
info = 1

[budgets]
params = "1.5M"
peak-activation = "256KiB"
depth = 50

[[overrides]]
models = ["models/old/*"]
ignore = ["G1"]

[[overrides]]
models = ["a.h5", "b.h5"]
select = ["hygiene"]
extend-select = ["G2"]
limits = { G2 = { error = 2.5 } }
budgets = { file-size = "1MB" }
"""


def test_everything_that_can_be_said(tmp_path):
    write(tmp_path, "netlint.toml", EVERYTHING)
    settings = load_settings(tmp_path)
    file = str(tmp_path / "netlint.toml")
    assert settings.models == ("models/*.h5",)
    assert settings.choices == Choices(
        file,
        tmp_path,
        deck=("shufflenetv2", "./rules/our-npu"),
        select=("G*",),
        extend_select=("H01",),
        ignore=("G3",),
        fail_on="warning",
        allow_undecided=True,
        limits={"G1": {"warn": 0.25, "error": None}, "group-cost": {"info": 1}},
        budgets={"params": 1_500_000, "peak-activation": 262_144, "depth": 50},
    )
    assert settings.overrides == (
        Override(("models/old/*",), Choices(f"{file} [[overrides]] 1", tmp_path, ignore=("G1",))),
        Override(
            ("a.h5", "b.h5"),
            Choices(
                f"{file} [[overrides]] 2",
                tmp_path,
                select=("hygiene",),
                extend_select=("G2",),
                limits={"G2": {"error": 2.5}},
                budgets={"file-size": 1_000_000},
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('plugin = ["a"]', "unknown key 'plugin'; did you mean 'plugins'?"),
        ("fail_on = 1", "unknown key 'fail_on'; did you mean 'fail-on'?"),
        ("xyz = 1", "unknown key 'xyz' (keys: models, deck, select,"),
        ("show = 'info'", "unknown key 'show': --show is an option of the command, not a key"),
        ("exit_zero = true", "unknown key 'exit_zero': --exit-zero is an option of the command"),
        ("max-params = 1", "unknown key 'max-params': write budgets.params"),
        ("params = 1", "unknown key 'params' (keys: "),
        ("[tool.netlint]", "unknown key 'tool': in netlint.toml the keys stand at the top level"),
        ("deck = []", "'deck' is empty: it must be a list of decks: built-in names or paths"),
        ("limits.G1.warn = ''", "'limits.G1': 'warn' must be a number, or false"),
        ("budgets.params = true", "'budgets': 'params' must be a number such as 1500000"),
        (f"x = {'9' * 5000}", "is not valid TOML: a number has too many digits"),
        ("[[overrides]]\nmodels = []", "[[overrides]] 1: 'models' is empty: it must be a list of"),
        ("[[overrides]]\nmodels = ['a**']", "'models': 'a**' is no pattern: '**' stands for fold"),
        ("[[overrides]]\nmodels = ['x/[a']", "'models': 'x/[a' is no pattern: '[' lacks its ']'"),
        ("[[overrides]]\nmodels = ['[]a']", "'models': '[]a' is no pattern: '[' lacks its ']'"),
        ("target = 1", "'target' must be a list of targets: built-in names, or paths of"),
        ("target = ''", "'target' is empty: it must be a list of targets"),
        ("target = []", "'target' is empty: it must be a list of targets"),
        ("target = ['a', '']", "'target' must be a list of targets"),
        ('plugins = "a"', "'plugins' must be a list of module names"),
        ("plugins = [1]", "'plugins' must be a list of module names"),
        ("models = ['']", "'models' must be a list of paths or patterns"),
        ('deck = "hygiene"', "'deck' must be a list of decks: built-in names or paths"),
        ("select = 'G1'", "'select' must be a list of rules: ids, names, tags, decks or patterns"),
        ("extend-select = {}", "'extend-select' must be a list of rules"),
        ("ignore = [[]]", "'ignore' must be a list of rules"),
        ("ignore = [" + 10_001 * "'G1'," + "]", "'ignore' must be a list of rules"),
        (
            "fail-on = 'warn'",
            "'fail-on' must be one of info, warning, error, not 'warn'; did you mean 'warning'?",
        ),
        ("fail-on = 3", "'fail-on' must be one of info, warning, error, not 3"),
        ("allow-undecided = 1", "'allow-undecided' must be true or false, not 1"),
        ("limits = 1", "'limits' must be a table: [limits.G1] with info, warn and error"),
        ("limits.G1 = 1", "'limits.G1' must be a table: info, warn and error, each a number"),
        ("limits.G1.wran = 1", "'limits.G1': unknown key 'wran'; did you mean 'warn'?"),
        ("limits.G1.warn = true", "'limits.G1': 'warn' must be a number, or false to switch"),
        ("limits.G1.warn = '1'", "'limits.G1': 'warn' must be a number, or false"),
        ("limits.G1.warn = nan", "'limits.G1': 'warn' must be a number, or false"),
        ("budgets = []", "'budgets' must be a table: params, mult-adds,"),
        ("budgets.parms = 1", "'budgets': unknown key 'parms'; did you mean 'params'?"),
        ("budgets.params = '1.5X'", "'budgets': 'params' must be a number such as 1500000"),
        ("budgets.file-size = '1M'", "'budgets': 'file-size' must be a number of bytes, or a"),
        ("budgets.depth = 0", "'budgets': 'depth' must be a whole number of things, at least 1"),
        ("overrides = {}", "'overrides' must be tables: [[overrides]]"),
        ("overrides = [1]", "'overrides' must be tables: [[overrides]]"),
        ("[[overrides]]\nignore = []", "[[overrides]] 1: lacks 'models': patterns of the models"),
        (
            "[[overrides]]\nmodels = ['a']\n[[overrides]]\nmodels = ['a']\nignored = []",
            "[[overrides]] 2: unknown key 'ignored'; did you mean 'ignore'?",
        ),
        (
            "[[overrides]]\nmodels = ['a']\ndeck = []",
            "[[overrides]] 1: unknown key 'deck': it is said for all models, at the top level",
        ),
        (
            "[[overrides]]\nmodels = ['a']\nlimits.G1.eror = 1",
            "[[overrides]] 1: 'limits.G1': unknown key 'eror'; did you mean 'error'?",
        ),
        ("[[overrides]]\nmodels = 'a'", "[[overrides]] 1: 'models' must be a list of paths or"),
        ("plugins = [", "is not valid TOML"),
        ("\udcff", "is not valid TOML"),
        ("x = " + "[" * 100_000, "is nested too deeply"),
        ("#" * (1 << 20) + "\n", "is larger than"),
    ],
)
def test_bad_configurations(tmp_path, text, message):
    (tmp_path / "netlint.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path)
    assert message in str(caught.value)
    said = str(caught.value).removeprefix(str(tmp_path / "netlint.toml"))
    assert re.match(r"(:[0-9]+)?: ", said)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"ignore = []\n\nselect = [", ""), (b"a = 1\nb =\n", ":2"), (b"\n\xff", ":2")],
)
def test_a_line_that_is_no_toml_is_named(tmp_path, content, line):
    (tmp_path / "netlint.toml").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'netlint.toml'}{line}: is not valid TOML: ")


def test_a_byte_order_mark_is_no_matter(tmp_path):
    (tmp_path / "netlint.toml").write_bytes('ignore = ["G1"]'.encode("utf-8-sig"))
    choices = load_settings(tmp_path).choices
    assert choices is not None
    assert choices.ignore == ("G1",)


@pytest.mark.parametrize("name", ["netlint.toml", "pyproject.toml"])
def test_a_link_to_nothing_is_not_passed_over(tmp_path, name):
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=f"{name}: is a link that leads nowhere"):
        load_settings(tmp_path)


def test_a_folder_of_that_name_is_no_configuration(tmp_path):
    (tmp_path / "netlint.toml").mkdir()
    assert load_settings(tmp_path) == Settings()


def test_a_budget_is_switched_off_and_limits_take_units(tmp_path):
    text = "budgets.params = false\nlimits.B04.error = '4MiB'\nlimits.G1.warn = 2"
    choices = load_settings(write(tmp_path, "netlint.toml", text)).choices
    assert choices is not None
    assert choices.budgets == {"params": None}
    assert choices.limits == {"B04": {"error": "4MiB"}, "G1": {"warn": 2}}


def test_a_table_is_wanted(tmp_path):
    write(tmp_path, "pyproject.toml", "[tool]\nnetlint = 1")
    with pytest.raises(UsageError, match="must be a table"):
        load_settings(tmp_path)


@pytest.mark.parametrize("text", ["tool = 1\nx = 'netlint'", "name = 'netlint'"])
def test_a_project_that_says_nothing_to_netlint(tmp_path, text):
    write(tmp_path, "pyproject.toml", text)
    assert load_settings(tmp_path).plugins == ()


def test_an_unreadable_file(tmp_path, monkeypatch):
    write(tmp_path, "netlint.toml", "")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        load_settings(tmp_path)


WAIVERS = """
[[waivers]]
rule = "G1"
models = ["models/*.h5"]
layers = ["block3/*"]
reason = " until the new NPU "
owner = "ann"
expires = 2027-01-31
covers = { "models/a.h5" = ["block3/one", "block3/two"], "models/b.h5" = [] }

[[waivers]]
rule = "group-cost"
models = ["a.h5"]
expires = "2027-02-01"
"""


def test_waivers(tmp_path):
    choices = load_settings(write(tmp_path, "netlint.toml", WAIVERS)).choices
    assert choices is not None
    assert choices.waivers == (
        Waiver(
            "netlint.toml [[waivers]] 1",
            "G1",
            ("models/*.h5",),
            ("block3/*",),
            "until the new NPU",
            "ann",
            date(2027, 1, 31),
            frozenset({("models/a.h5", "block3/one"), ("models/a.h5", "block3/two")}),
        ),
        Waiver("netlint.toml [[waivers]] 2", "group-cost", ("a.h5",), expires=date(2027, 2, 1)),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rul = 'G2'", "[[waivers]] 1: unknown key 'rul'; did you mean 'rule'?"),
        ("reason = 1", "[[waivers]] 1: 'reason' must be a text, not 1"),
        ("expires = 1", "'expires' must be a day such as 2027-01-31, not '1'"),
        ("expires = '2027-02-30'", "'expires' must be a day such as 2027-01-31, not '2027-02-30'"),
        ("expires = 2027-01-31T10:00:00", "'expires' must be a day"),
        ("layers = []", "'layers' is empty"),
        ("layers = ['a[']", "'a[' is no pattern: '[' lacks its ']'"),
        ("covers = ['a']", "'covers' must be a table: the model's path ="),
        ("covers = { 'a.h5' = 'b' }", "'covers.a.h5' must be a list of paths of layers"),
    ],
)
def test_bad_waivers(tmp_path, line, said):
    text = f"[[waivers]]\nrule = 'G1'\nmodels = ['a']\n{line}\n"
    with pytest.raises(UsageError, match=re.escape(said)) as error:
        load_settings(write(tmp_path, "netlint.toml", text))
    assert str(error.value).startswith(f"{tmp_path / 'netlint.toml'} [[waivers]] 1: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waivers = 1", "'waivers' must be tables: [[waivers]]"),
        ("[[waivers]]\nmodels = ['a']", "[[waivers]] 1: lacks 'rule': the id or the name"),
        ("[[waivers]]\nrule = 'G1'", "[[waivers]] 1: lacks 'models': patterns of the models"),
        ("[[waivers]]\nrule = ' '\nmodels = ['a']", "[[waivers]] 1: 'rule' is empty"),
    ],
)
def test_what_a_waiver_needs(tmp_path, text, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        load_settings(write(tmp_path, "netlint.toml", text))


def test_there_are_not_waivers_without_end(tmp_path):
    text = "[[waivers]]\nrule = 'G1'\nmodels = ['a']\n"
    choices = load_settings(write(tmp_path, "netlint.toml", text * 1000)).choices
    assert choices is not None
    assert len(choices.waivers) == 1000
    with pytest.raises(UsageError, match=r"'waivers': more than 1,000; one can cover many"):
        load_settings(write(tmp_path, "netlint.toml", text * 1001))


def test_a_waiver_does_not_cover_without_end(tmp_path):
    names = ", ".join(f"'{number}'" for number in range(6000))
    text = "[[waivers]]\nrule = 'G1'\nmodels = ['a']\n"
    text += f"covers = {{ a = [{names}], b = [{names}] }}"
    with pytest.raises(UsageError, match=r"more than 10,000 layers"):
        load_settings(write(tmp_path, "netlint.toml", text))
