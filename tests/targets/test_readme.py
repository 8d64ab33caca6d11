"""What rules/README.md says of targets is what netlint reads."""

from __future__ import annotations

import re
import tomllib

import pytest

from netlint.operations import Elementwise, all_words
from netlint.resources import data_folder
from netlint.targets import CLASSES, KINDS
from netlint.targets.fields import (
    FIT_FIELDS,
    FUSION_FIELDS,
    SPECIFICATION_FIELDS,
    TARGET_FIELDS,
    TIME_FIELDS,
)
from tests.targets.building import read

README = (data_folder("rules") / "README.md").read_text("utf-8")
SECTION = README.partition("\n## A target\n")[2]
BLOCKS = {
    language: re.findall(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    for language in ("toml", "text")
}


def test_its_example_reads(tmp_path):
    (example,) = BLOCKS["toml"]
    target = read(tmp_path, example)
    assert target.name == "Our board"
    assert target.time is not None
    assert target.time.rates_of("depthwise").mult_add == 9.5e-9


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ((), TARGET_FIELDS),
        (("specification",), SPECIFICATION_FIELDS),
        (("fusion",), FUSION_FIELDS),
        (("time",), TIME_FIELDS),
        (("fit",), FIT_FIELDS),
    ],
    ids=str,
)
def test_its_example_has_every_key(path, fields):
    table = tomllib.loads(BLOCKS["toml"][0])
    for key in path:
        table = table[key]
    assert set(table) == {field.name for field in fields}


def test_it_lists_every_word():
    others, arithmetic = (set(block.split()) for block in BLOCKS["text"])
    assert arithmetic == Elementwise.words
    assert others == all_words() - Elementwise.words


@pytest.mark.parametrize("word", [*CLASSES, *KINDS])
def test_it_names_every_class_and_kind(word):
    assert re.search(rf"\b{word}\b", SECTION)
