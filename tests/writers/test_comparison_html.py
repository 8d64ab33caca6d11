"""The HTML page as text: what it holds, and what it can never hold."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from netlint.comparison import Comparison
from netlint.facts.families import FAMILIES
from netlint.targets import read_target
from netlint.writers.comparison import comparison_format_of
from tests.comparing import PUBLISHED, costing, entry, full_comparison, hostile, timed
from tests.networks import cost
from tests.pages import HOSTILE, NAMES, ZOO, comparison_of, five, hostile_comparison, page_of
from tests.targets import write_target
from tests.writers.checking import finding, inspection

_SECTIONS = [
    "figures", "equal", "families", "time", "guidelines", "depth", "graph", "findings", "counted",
]  # fmt: skip


class _Page(HTMLParser):
    """The elements of a page, with the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif self._inside == "style":
            self.styles.append(data)
        else:
            self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def data(self, name: str):
        [text] = [text for attributes, text in self.scripts if attributes.get("id") == name]
        return json.loads(text)

    @property
    def policy(self) -> str:
        [found] = [each for each in self.of("meta") if "http-equiv" in each]
        return str(found["content"])


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(page_of(five()))


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_same_comparison_gives_the_same_bytes():
    files = [ZOO / f"{name}.json" for name in NAMES[:2]]
    assert page_of(comparison_of(*files)) == page_of(comparison_of(*files))


def test_five_networks_stay_under_six_megabytes():
    assert len(page_of(five()).encode()) < 6_000_000


def test_the_sections_stand_in_the_order_in_which_they_are_read(page):
    found = [each["id"] for each in page.of("section")]
    assert found == _SECTIONS


def test_every_script_and_style_is_named_by_the_policy_and_nothing_else_is_allowed(page):
    for attributes, text in page.scripts:
        if attributes.get("type") != "application/json":
            assert f"'{_sha(text)}'" in page.policy
    for text in page.styles:
        assert f"'{_sha(text)}'" in page.policy
    assert page.policy.startswith("default-src 'none';")
    assert "unsafe" not in page.policy
    assert "http" not in page.policy


def test_no_attribute_is_a_handler_or_a_style(page):
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_nothing_is_fetched(page):
    addresses = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "poster")
    ]
    assert all(str(each).startswith(("#", "data:")) for each in addresses)


def test_every_link_inside_the_page_has_its_place(page):
    places = {attributes.get("id") for _, attributes in page.elements}
    for each in page.of("a"):
        target = str(each["href"]).removeprefix("#")
        assert target in places or re.fullmatch(r"layer-\d+-\d+", target)


def test_every_drawing_has_a_text_alternative_and_a_table(page):
    charts = [each for each in page.of("div") if "data-chart" in each]
    assert [each["data-chart"] for each in charts] == [
        *("equal", "ranking", "roofline-0", "roofline-1"),
        *("g1", "g2", "g3", "g4", "depth", "memory"),
    ]
    assert all(each["role"] == "img" and len(str(each["aria-label"])) > 40 for each in charts)
    assert set(page.data("specs")) == {each["data-chart"] for each in charts}
    assert page.texts.count("The figures as a table") == len(charts) + 1


def test_the_bare_word_for_two_things_is_never_printed(page):
    words = " ".join(page.texts)
    assert not re.search(r"\bMACs?\b", words)


def test_the_graph_knows_every_layer_its_block_and_what_it_reads(page):
    graphs = page.data("graphs")
    assert graphs["families"][: len(FAMILIES)] == list(FAMILIES)
    for each, network in zip(five().entries, graphs["networks"], strict=True):
        layers = each.survey.layers
        assert network["names"] == [facts.layer.name for facts in layers]
        assert network["adds"] == [facts.cost.mult_adds for facts in layers]
        assert [len(reads) for reads in network["reads"]] == [len(f.producers) for f in layers]
        assert max(network["block"]) + 1 == len(network["blocks"]) == len(each.survey.blocks)
        for name in ("op", "kind", "input", "output", "family", "bytes", "params"):
            assert len(network[name]) == len(layers)


def test_a_finding_names_its_layer_in_the_graph(page):
    graphs = page.data("graphs")["networks"]
    links = [each["href"] for each in page.of("a") if each.get("class") == "to-layer"]
    assert links
    for link in links:
        _, network, layer = str(link).split("-")
        assert int(layer) < len(graphs[int(network)]["names"])


def test_the_best_and_the_worst_are_said_in_words():
    leaner = costing(cost(100, 10, 10, 10), label="leaner")
    page = _Page(page_of(Comparison((leaner, costing(cost(200, 20, 20, 20), label="larger")))))
    assert page.texts.count("best") == page.texts.count("worst") > 1


def test_what_is_unknown_is_a_question_mark_or_a_lower_bound_never_zero():
    partly = costing(cost(12_345_678, 10, 10, 10), label="partly", unknown=1)
    nothing = costing(label="nothing", unknown=2)
    page = _Page(page_of(Comparison((partly, nothing))))
    assert "≥ 12.3 M" in page.texts
    assert "?" in page.texts
    graph = page.data("graphs")["networks"][1]
    assert graph["adds"] == [None, None]


def test_a_network_without_anything_to_draw_says_so():
    page = _Page(page_of(Comparison((costing(label="nothing", unknown=1),))))
    assert "No network here has both figures known." in page.texts
    assert "No rule in force finds anything." in page.texts


def test_what_could_not_be_read_is_named():
    assert "Could not be read: is not HDF5" in _Page(page_of(full_comparison())).texts


def test_published_figures_stand_with_their_source():
    texts = _Page(page_of(full_comparison())).texts
    assert any("top-1 error 39.7 % (a paper, table 1)" in text for text in texts)


def test_one_network_alone_is_a_report_without_comparisons():
    page = _Page(page_of(comparison_of(ZOO / "mobilenet_v1.json")))
    assert "mobilenet_v1" in page.texts
    assert "In one line" in page.texts
    assert "best" not in page.texts


def test_names_are_text_wherever_they_stand(tmp_path):
    files = ZOO / "mobilenet_v1.json", ZOO / "shufflenet_v2.json"
    target = replace(read_target(write_target(tmp_path)), dtypes=("int4",))
    plain = _Page(page_of(comparison_of(*files, targets=(target,))))
    text = page_of(hostile_comparison(tmp_path))
    page = _Page(text)
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert HOSTILE in page.data("graphs")["networks"][0]["names"]
    assert "<img" not in text
    assert text.count("<script") == len(plain.scripts)


@pytest.mark.parametrize("name", ["<!--<script>", "{{ 7*7 }}", "\u202e\x00\ud800", "a" * 5000])
def test_any_text_from_outside_leaves_the_page_whole(name, chips):
    own = replace(chips[0], id=name, name=name, about=name, dtypes=(name,))
    page = _Page(page_of(timed(hostile(name), own)))
    assert [each["id"] for each in page.of("section")] == _SECTIONS
    assert "\u202e" not in "".join(page.texts)
    assert "49" not in page.texts


def test_plotly_may_come_from_its_own_address_by_its_hash():
    page = _Page(page_of(five(), "cdn"))
    [script] = [each for each in page.of("script") if "src" in each]
    assert re.fullmatch(r"https://cdn\.plot\.ly/plotly-[\d.]+\.min\.js", str(script["src"]))
    assert str(script["integrity"]).startswith("sha384-")
    assert "script-src 'sha256-" in page.policy
    assert "https://cdn.plot.ly" in page.policy


def test_plotly_may_lie_beside_the_page():
    text = page_of(five(), "directory")
    [script] = [each for each in _Page(text).of("script") if "src" in each]
    assert script["src"] == "plotly.min.js"
    assert len(text) < 1_000_000


def test_other_rules_have_the_heat_map_where_the_guidelines_are_not_in_force():
    page = _Page(page_of(full_comparison()))
    headings = [each["href"] for each in page.of("a") if str(each["href"]).startswith("#rule-")]
    assert {"#rule-T1", "#rule-T2"} <= set(headings)
    assert "1 error, 1 warning, 1 info, 1 undecided" in " ".join(page.texts)


def test_very_many_findings_are_cut_and_the_page_says_so():
    many = inspection(*[finding()] * 450)
    text = " ".join(_Page(page_of(Comparison((entry("net", many),)))).texts)
    assert "50 more findings are not listed" in text


def test_pages_are_recognised_by_their_suffix():
    assert comparison_format_of("report.HTML") == "html"


def test_published_figures_may_be_few():
    published = replace(PUBLISHED, mult_adds=None, top1_error=None)
    page = page_of(Comparison((entry("few", inspection(), published=published),)))
    assert "<td>1.40 M parameters (a paper, table 1)</td>" in page


def test_a_list_in_a_rules_text_is_a_list():
    rule = replace(finding().rule, rationale="Because:\n- of <this>\n- of that")
    made = replace(inspection(finding()), rules=(rule,))
    page = page_of(Comparison((entry("net", made),)))
    assert "<li>of &lt;this&gt;</li>\n<li>of that</li>" in page


def test_what_a_drawing_leaves_out_is_named_and_lower_bounds_are_shown_as_such(tmp_path):
    known = (ZOO / "mobilenet_v1.json").read_text("utf-8")
    opaque = tmp_path / "opaque.json"
    opaque.write_text(known.replace('"class_name": "ReLU"', '"class_name": "Own"', 1), "utf-8")
    page = page_of(comparison_of(opaque, ZOO / "shufflenet_v2.json"))
    assert "Not drawn, since a figure is unknown: opaque." in page
    assert "≥ 4.6 MiB" in page


def test_without_a_target_there_is_no_section_about_time():
    page = _Page(page_of(comparison_of(ZOO / "mobilenet_v1.json")))
    assert "time" not in {each["id"] for each in page.of("section")}
    assert "#time" not in {each["href"] for each in page.of("a")}


def test_every_target_says_how_far_its_times_can_be_trusted(page):
    said = [text for text in page.texts if "Predicted, not measured" in text]
    assert len(said) == len(five().targets) == 2
    assert all("off by" in text and "Not seen by the fit:" in text for text in said)


def test_where_orders_differ_is_said_in_words(page):
    for text in five().differences:
        assert text in page.texts


def test_one_network_has_times_and_no_ranking(chips):
    page = _Page(page_of(comparison_of(ZOO / "mobilenet_v1.json", targets=chips)))
    assert "ranking" not in page.data("specs")
    assert {"roofline-0", "roofline-1"} <= set(page.data("specs"))
    assert "target-network" not in {each.get("id") for each in page.of("select")}
