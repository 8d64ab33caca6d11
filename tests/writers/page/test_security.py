"""What keeps the page to itself."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from netlint.writers.page.security import added_styles, digest, json_text, policy, script_text


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_data_is_the_same_after_reading_and_holds_no_markup(value):
    text = json_text(value)
    assert json.loads(text) == value
    assert not set("<>&") & set(text)
    assert text.isascii()


def test_a_script_cannot_end_its_own_element():
    text = script_text("a = '</script><!-- x';\r\nb\r")
    assert "</script" not in text
    assert "<!--" not in text
    assert "\r" not in text


def test_a_digest_is_what_policies_know():
    # The SHA-256 of nothing (FIPS 180-4), in Base64.
    assert digest("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_a_policy_names_scripts_styles_and_the_empty_style_of_plotly():
    text = policy(["a"], ["b"], "inline")
    assert f"script-src '{digest('a')}';" in text
    assert f"style-src '{digest('b')}' '{digest('')}';" in text
    assert "'self'" in policy([], [], "directory")


def test_the_style_sheets_that_a_script_adds_are_found():
    sheet = "a" * 200
    assert added_styles(f"e.textContent='{sheet}',f()") == [sheet]
    assert added_styles("e.textContent='short'") == []
    assert added_styles(f"e.textContent='{sheet}\\n'") == []
