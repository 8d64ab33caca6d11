"""Patterns of paths."""

from __future__ import annotations

import pytest

from netlint.patterns import fits, fits_one, pattern_of, problem_of


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a.h5", "a.h5", True),
        ("a.h5", "./a.h5", True),
        ("a.h5", "*.h5", True),
        ("x/y/a.h5", "*.h5", True),
        ("x/a.h5", "x/*.h5", True),
        ("x/y/a.h5", "x/*.h5", False),
        ("x/y/a.h5", "x/**/*.h5", True),
        ("x/a.h5", "x/**/*.h5", True),
        ("x/y/a.h5", "x/**", True),
        ("z/a.h5", "x/**", False),
        ("a.h5", "**/a.h5", True),
        ("a.h5", "**/**/a.h5", True),
        ("x/A.h5", "x/a.h5", False),
        ("x/a.h5", "x/[ab].h5", True),
        ("x", "x/**/y", False),
        ("../x/a.h5", "../x/*.h5", True),
    ],
)
def test_patterns(path, pattern, expected):
    assert fits(path, pattern) is expected


def test_a_pattern_of_many_stars_is_quick():
    assert not fits("/".join(["a"] * 500), "/".join(["**", "a"] * 100 + ["b"]))


def test_one_of_several():
    assert fits_one("block3/conv", ("block2/*", "block3/*"))
    assert not fits_one("block3/conv", ("block2/*", "block4/*"))
    assert not fits_one("block3/conv", ())


def test_patterns_that_can_match_nothing():
    assert "'**' stands for folders" in problem_of("a**/b")
    assert "lacks its ']'" in problem_of("a[")
    assert problem_of("**/a[bc]*") == problem_of("[[]x") == ""


@pytest.mark.parametrize("path", ["a/b.h5", "m[1].h5", "x/[a-c]*?.h5", "**/[[]", "]!-", "a[/b]"])
def test_the_pattern_of_a_path_matches_it_and_no_other(path):
    assert fits(path, pattern_of(path))
    assert problem_of(pattern_of(path)) == ""
    assert not fits(path.replace("[", "x").replace("*", "y") + "z", pattern_of(path))
