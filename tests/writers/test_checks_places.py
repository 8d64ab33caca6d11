"""Where findings are shown: paths of the repository, addresses that every reader takes."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from netlint.findings import Anchor
from netlint.writers.checks.places import Location, location_of


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("model", "path", "uri"),
    [
        ("a.h5", "a.h5", "a.h5"),
        ("./models/../a.h5", "a.h5", "a.h5"),
        ("models/a b#1?.h5", "models/a b#1?.h5", "models/a%20b%231%3F.h5"),
        ("models/100%.h5", "models/100%.h5", "models/100%25.h5"),
        ("卷.h5", "卷.h5", "%E5%8D%B7.h5"),
        ("c:d.h5", "c:d.h5", "c%3Ad.h5"),
        ("..a/b.h5", "..a/b.h5", "..a/b.h5"),
        ("zoo:ghostnet?width=1.5", "zoo:ghostnet?width=1.5", "zoo%3Aghostnet%3Fwidth%3D1.5"),
    ],
)
def test_in_the_repository(model, path, uri):
    place = location_of(model)
    assert (place.path, place.line, place.inside, place.uri) == (path, None, True, uri)


def test_an_absolute_path_in_the_repository_is_relative(tmp_path):
    assert location_of(str(tmp_path / "m" / "a.h5")).uri == "m/a.h5"


def test_outside_it_is_absolute(tmp_path):
    place = location_of("../other/a b.h5")
    assert not place.inside
    assert place.uri == (tmp_path.parent / "other" / "a b.h5").as_uri()
    assert not Location("/x/a.h5").inside
    assert location_of("../\0\ud800").uri.endswith("/%00%ED%A0%80")


@pytest.mark.parametrize("name", ["\ud800", "\n", "\u202e"])
def test_an_address_is_ascii_whatever_the_name(name):
    uri = location_of(f"m/{name}.h5").uri
    assert uri.isascii()
    assert uri.isprintable()
    assert unquote(uri, errors="surrogatepass") == f"m/{name}.h5"


def test_an_anchor_stands_for_the_model():
    assert location_of("a.h5", Anchor("./train/model.py", 42)) == Location("train/model.py", 42)
