"""Target files: what they say, and that what is missing or impossible is refused by place."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from netlint.targets import (
    EVERY_ENGINE,
    Fit,
    FusionRules,
    Rates,
    Specification,
    TargetError,
    TimeModel,
    built_in_targets,
    load_target,
    read_target,
)
from tests.targets.building import GOOD, changed, read, toml, write

LEAST = {
    key: value
    for key, value in GOOD.items()
    if key in ("name", "class", "about", "dtypes", "specification")
} | {"specification": {"mult-adds-per-second": 1000, "bandwidth": 2000.0, "sources": ["a"]}}


def problem(folder: Path, whole: dict | str | bytes) -> str:
    """What is said of a file that cannot be read as a target, without its path."""
    file = write(folder, whole)
    begun = time.perf_counter()
    with pytest.raises(TargetError) as caught:
        read_target(file)
    assert time.perf_counter() - begun < 1
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 1000
    assert text.startswith(str(file))
    return text.removeprefix(str(file))


def test_a_file_that_says_everything(tmp_path):
    target = read(tmp_path, GOOD)
    assert (target.id, target.name, target.kind) == ("chip", "Test chip", "cpu-core")
    assert (target.about, target.file) == ("A chip for tests.", tmp_path / "chip.toml")
    assert target.dtypes == ("float32", "int8")
    assert target.operations == {"conv", "add", "pool"}
    assert target.specification == Specification(
        10**9, 4 * 10**9, 4, 2**20, 2**19, 2**21, ("a data sheet",)
    )
    assert target.specification.ridge == 0.25
    assert target.fusion == FusionRules(
        folds_into=frozenset({"conv"}),
        activations=frozenset({"relu", "swish"}),
        activates=frozenset({"conv", "add"}),
        adds_into=frozenset({"conv"}),
        pads_into=frozenset({"depthwise_conv"}),
        free=frozenset({"concat"}),
    )
    assert target.time == TimeModel(
        combine="max",
        rates=Rates(2e-9, 1e-9, 1e-5),
        spilled_byte=5e-10,
        group=2e-5,
        branch=3e-5,
        kinds={"depthwise": Rates(4e-9, 1e-9, 1e-5), "copy": Rates(2e-9, 3e-9, 1e-5)},
    )
    assert target.fit == Fit("some measured times", 12, 0.07, "other measured times", 5, 0.2)


def test_a_file_that_says_the_least(tmp_path):
    target = read(tmp_path, LEAST)
    hardware = target.specification
    assert (hardware.mult_adds_per_second, hardware.bandwidth, hardware.vector) == (1000, 2000, 1)
    assert (hardware.cache, hardware.activation_memory, hardware.weight_memory) == (None,) * 3
    assert target.fusion is EVERY_ENGINE
    assert (target.operations, target.time, target.fit) == (None, None, None)


def test_a_fit_without_anything_held_out(tmp_path):
    whole = changed("fit", to={"to": "a", "samples": 1, "mean-error": 0})
    assert read(tmp_path, whole).fit == Fit("a", 1, 0.0)


def test_prose_may_be_broken_anywhere(tmp_path):
    whole = changed("about", to="\nA chip\n  for tests. \n")
    assert read(tmp_path, whole).about == "A chip for tests."


REQUIRED = [
    *((key,) for key in ("name", "class", "about", "dtypes", "specification")),
    *(("specification", key) for key in ("mult-adds-per-second", "bandwidth", "sources")),
    ("time", "combine"),
    *(("time", f"seconds-per-{what}") for what in ("mult-add", "byte", "kernel")),
    *(("fit", key) for key in ("to", "samples", "mean-error")),
]


@pytest.mark.parametrize("path", REQUIRED, ids=".".join)
def test_a_missing_value_is_refused(path, tmp_path):
    said = problem(tmp_path, changed(*path))
    assert f"lacks {path[-1]!r}: " in said
    if len(path) > 1:
        assert re.match(rf":\d+: {path[0]!r}: ", said)


@pytest.mark.parametrize("here", ["time", "fit"])
def test_a_time_model_says_where_it_is_from(here, tmp_path):
    said = problem(tmp_path, changed(here))
    assert said == f": lacks [{here}]: a time model says where it is from"


NUMBERS = [
    *(
        ("specification", key)
        for key in (
            "mult-adds-per-second",
            "bandwidth",
            "vector",
            "cache",
            "activation-memory",
            "weight-memory",
        )
    ),
    *(("time", key) for key in GOOD["time"] if key.startswith("seconds")),
    ("time", "kinds", "depthwise", "seconds-per-mult-add"),
    ("time", "kinds", "copy", "seconds-per-byte"),
    *(("fit", key) for key in ("samples", "mean-error", "held-out-samples", "held-out-error")),
]
IMPOSSIBLE = {
    "negative": -1,
    "a negative fraction": -1e-12,
    "nan": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "huge": 10**400,
    "a table": {"a": 1},
    "a list": [1],
    "a flag": True,
    "no number": "lots",
}


RATES = [path for path in NUMBERS if path[0] in ("time", "fit") and "samples" not in path[-1]]


@pytest.mark.parametrize("path", RATES, ids=".".join)
def test_rates_and_errors_have_a_bound(path, tmp_path):
    """Nothing takes a thousand seconds; a time of a hundred digits would fill every report."""
    assert "must be at most 1,000, not 1e+99" in problem(tmp_path, changed(*path, to=1e99))


def test_a_wrong_amount_is_quoted_in_part(tmp_path):
    path = ("specification", "bandwidth")
    said = problem(tmp_path, changed(*path, to="1" * 900 + "T"))
    assert "'bandwidth' must be a number of bytes" in said
    assert "1" * 100 not in said


@pytest.mark.parametrize("value", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("path", NUMBERS, ids=".".join)
def test_an_impossible_number_is_refused_with_its_line_and_key(path, value, tmp_path):
    whole = changed(*path, to=value)
    said = problem(tmp_path, whole)
    place = re.match(r":(\d+): (.*)", said)
    assert place, said
    assert repr(path[-1]) in place[2]
    line = toml(whole).splitlines()[int(place[1]) - 1]
    assert (path[-2] if isinstance(value, dict) else path[-1]) in line


WRONG = {
    "zero peak": (("specification", "mult-adds-per-second"), 0, "must be a whole number of"),
    "zero bandwidth": (("specification", "bandwidth"), 0, "must be a whole number of bytes"),
    "half a byte": (("specification", "cache"), 0.5, "must be a number of bytes, or a size"),
    "peak in bytes": (("specification", "mult-adds-per-second"), "1GB", "must be a number such"),
    "no width": (("specification", "vector"), 0, "must be a whole number of 1 to 4,096, not 0"),
    "half a width": (("specification", "vector"), 1.5, "must be a whole number of 1 to 4,096"),
    "endless width": (("specification", "vector"), 10**6, "must be a whole number of 1 to 4,096"),
    "no source": (("specification", "sources"), [], "needs at least 1 entry"),
    "no samples": (("fit", "samples"), 0, "must be a whole number of 1 to 1,000,000"),
    "class": (("class",), "cpu-cores", "did you mean 'cpu-core'?"),
    "no dtype": (("dtypes",), [], "needs at least 1 entry"),
    "dtype": (("dtypes",), ["flaot32"], "knows no 'flaot32'; did you mean 'float32'?"),
    "far dtype": (("dtypes",), ["analog"], "knows no 'analog' (known: bfloat16, bool, "),
    "combine": (("time", "combine"), "min", "must be one of sum, max, not 'min'"),
    "kind": (("time", "kinds", "depthwize"), {}, "unknown key 'depthwize'; did you mean 'depthw"),
    "rate of a kind": (
        ("time", "kinds", "copy", "seconds-per-group"),
        1,
        "unknown key 'seconds-per-group'",
    ),
    "key": (("spezification",), {}, "unknown key 'spezification'; did you mean 'specification'?"),
    "operation": (("operations",), ["cnov"], "'operations' knows no 'cnov'; did you mean 'conv'?"),
    "class for a word": (("operations",), ["Conv2D"], "'operations' knows no 'Conv2D'"),
    "far operation": (("operations",), ["zzz"], "knows no 'zzz' (rules/README.md lists what"),
    "endless operation": (("operations",), ["z" * 399], "knows no 'zzzz"),
    "free": (("fusion", "free"), ["cancat"], "'free' knows no 'cancat'; did you mean 'concat'?"),
    "activation": (("fusion", "activations"), ["reluu"], "knows no 'reluu'; did you mean 'relu'?"),
    "activates": (("fusion", "activates"), ["pool"], "knows no 'pool' (known: add, conv, "),
    "folds": (("fusion", "folds-norm-into"), ["add"], "knows no 'add' (known: conv, "),
    "adds": (("fusion", "adds-into"), ["add"], "knows no 'add' (known: conv, "),
    "pads": (("fusion", "pads-into"), ["con"], "knows no 'con'; did you mean 'conv'?"),
    "long name": (("name",), "a" * 81, "has more than 80 characters"),
    "name of a number": (("name",), 3, "must be a text"),
    "empty about": (("about",), "", "needs at least 1 character"),
    "fusion": (("fusion",), 1, "'fusion' must be a table"),
    "words": (("fusion", "free"), "concat", "'free' must be a list"),
    "tables as words": (("fusion", "free"), [[["concat"]]], "'free': entry 1 must be a text"),
    "faster than the peak": (
        ("time", "seconds-per-mult-add"),
        0.9e-9,
        "is faster than the peak of the specification: 9e-10",
    ),
    "a kind faster than the peak": (
        ("time", "kinds", "depthwise", "seconds-per-mult-add"),
        0,
        "is faster than the peak of the specification: 0.0",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_refused_with_its_line_and_key(case, tmp_path):
    path, value, expected = WRONG[case]
    said = problem(tmp_path, changed(*path, to=value))
    assert re.match(r":\d+: ", said), said
    assert expected in said
    assert repr(path[-1]) in said


def test_without_a_cache_no_byte_is_faster_than_the_memory(tmp_path):
    whole = changed("specification", "cache")
    del whole["time"]["seconds-per-spilled-byte"]
    whole["time"]["seconds-per-byte"] = 0.24e-9
    assert "'seconds-per-byte' is faster than the bandwidth" in problem(tmp_path, whole)
    whole["time"]["seconds-per-byte"] = 0.25e-9
    assert read(tmp_path, whole).time.rates.byte == 0.25e-9


def test_with_a_cache_those_that_spill_are_not(tmp_path):
    whole = changed("time", "seconds-per-byte", to=0)
    assert read(tmp_path, whole).time.rates.byte == 0
    whole["time"]["seconds-per-spilled-byte"] = 0.24e-9
    assert "'seconds-per-byte' is faster than the bandwidth" in problem(tmp_path, whole)
    whole["time"]["seconds-per-byte"] = 1e-9
    whole["time"]["kinds"]["copy"]["seconds-per-byte"] = 0
    said = problem(tmp_path, whole)
    assert "'copy': 'seconds-per-byte' is faster than the bandwidth" in said


def test_a_rate_of_what_spills_needs_a_cache(tmp_path):
    said = problem(tmp_path, changed("specification", "cache"))
    assert "'seconds-per-spilled-byte' needs 'cache' in [specification]" in said


@pytest.mark.parametrize("left", ["held-out", "held-out-samples", "held-out-error"])
def test_what_was_held_out_comes_with_its_error(left, tmp_path):
    whole = changed("fit", left)
    assert f"needs {left!r} too" in problem(tmp_path, whole)


def test_the_file_is_toml_of_some_size(tmp_path):
    assert problem(tmp_path, b"name = \xff").startswith(":1: is not valid TOML: is not UTF-8")
    assert problem(tmp_path, "name = \n").startswith(":1: is not valid TOML")
    assert "is larger than 65,536 bytes" in problem(tmp_path, "#" * 2**20)
    assert ": is nested too deeply" in problem(tmp_path, "a = " + "[" * 30_000)
    assert ":1: unknown key 'a' (keys: name, " in problem(tmp_path, "a = 1")
    assert ": lacks 'name': " in problem(tmp_path, "")
    assert "too many digits" in problem(tmp_path, "name = " + "9" * 5000)


@pytest.mark.parametrize("key", ["specification", "time", "fusion", "fit"])
def test_nested_garbage_is_refused(key, tmp_path):
    deep = "{ a = " * 60 + "1" + " }" * 60
    whole = toml(changed(key)) if key != "specification" else toml(LEAST | {key: None})
    text = re.sub(r"\[specification\][^\[]*", "", whole) if key == "specification" else whole
    said = problem(tmp_path, f"{key} = {deep}\n{text.replace('specification = null', '')}")
    assert "unknown key 'a'" in said
    assert repr(key) in said


def test_a_tables_line_is_found_in_the_right_table(tmp_path):
    whole = changed("time", "kinds", "copy", "seconds-per-byte", to=-1)
    said = problem(tmp_path, whole)
    lines = toml(whole).splitlines()
    assert int(said.split(":")[1]) == lines.index("seconds-per-byte = -1") + 1
    assert lines.index("[time.kinds.copy]") == lines.index("seconds-per-byte = -1") - 1


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "link.toml").symlink_to(tmp_path / "nowhere.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(TargetError, match=r"link\.toml: is a link that leads nowhere$"):
        load_target(str(tmp_path / "link.toml"))
    with pytest.raises(TargetError, match=r"folder\.toml: is not a regular file$"):
        load_target("folder.toml", base=tmp_path)


@pytest.mark.parametrize("name", ["./a.toml", "a.toml", "a\0.toml", "a." * 3000, "~nobody/a.toml"])
def test_a_file_that_is_not_there(name, tmp_path):
    with pytest.raises(TargetError, match="is not there: no file ") as caught:
        load_target(name, tmp_path)
    assert len(str(caught.value)) < 1000


def test_built_in_targets_by_name():
    assert "gtx-1080-ti" in built_in_targets()
    assert load_target("gtx-1080-ti").name == "GTX 1080 Ti"
    with pytest.raises(TargetError) as caught:
        load_target("gtx-1080")
    assert str(caught.value).startswith(
        "there is no target 'gtx-1080'; did you mean 'gtx-1080-ti'? (built in: "
    )
    assert str(caught.value).endswith("; a file of your own ends in .toml)")


def test_a_file_by_a_relative_path(tmp_path):
    write(tmp_path, GOOD, "mine.toml")
    assert load_target("./mine.toml", tmp_path).id == "mine"


@pytest.mark.parametrize("name", sorted(built_in_targets()))
def test_the_shipped_targets(name):
    target = load_target(name)
    assert target.id == name
    assert target.specification.sources
    assert (target.time is None) == (target.fit is None)
    if target.time is None:
        assert "No time model" in target.about
