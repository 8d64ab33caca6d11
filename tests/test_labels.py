"""What networks side by side are called."""

from __future__ import annotations

from netlint.labels import unique_labels


def labels(*sources: str) -> list[str]:
    return unique_labels([(source.rpartition("/")[2], source) for source in sources])


def test_labels_stay_where_they_are_unique():
    assert labels("a/x.h5", "b/y.h5") == ["x.h5", "y.h5"]


def test_files_of_one_name_are_told_apart_by_their_folders():
    assert labels("a/x.h5", "b/x.h5", "c/y.h5") == ["a/x.h5", "b/x.h5", "y.h5"]
    assert labels("a/m/x.h5", "b/m/x.h5", "c/x.h5") == ["a/m/x.h5", "b/m/x.h5", "c/x.h5"]
    assert labels("x.h5", "b/x.h5") == ["x.h5", "b/x.h5"]


def test_what_nothing_tells_apart_is_numbered():
    assert labels("x.h5", "x.h5", "x.h5") == ["x.h5", "x.h5 #2", "x.h5 #3"]
    assert labels("x.h5", "x.h5", "x.h5 #2") == ["x.h5", "x.h5 #2", "x.h5 #2 #2"]


def test_labels_do_not_grow_without_end():
    deep = "/".join("d" * 5000)
    found = labels(f"a/{deep}/x.h5", f"b/{deep}/x.h5")
    assert len(set(found)) == 2
    assert max(map(len, found)) < 150
