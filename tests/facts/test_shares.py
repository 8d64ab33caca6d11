from netlint.facts.shares import share


def test_a_share_is_known_where_part_and_whole_are():
    assert share(1, 4) == 0.25
    assert share(None, 4) is None
    assert share(1, None) is None


def test_nothing_is_no_share_of_anything():
    assert share(0, 4) == share(0, 0) == 0
    assert share(0, None) is None


def test_something_is_no_share_of_nothing():
    assert share(1, 0) is None
