from hypothesis import given
from hypothesis import strategies as st

from netlint.facts.columns.dead_ends import dead_ends
from netlint.operations import Elementwise, Fixed, Opaque
from tests.costs.building import MAP, layer, pointwise, relu
from tests.facts.wiring import column, in_a_row, source, survey_of

ADD = layer(Elementwise("add"), [MAP, MAP], [MAP])
CONV = pointwise(4, 2, 2)
# a 1x1 convolution of a 4x4x2 map: 16 * 2 * 2 mult-adds; reads 32 + 4, writes 32, times 4 bytes
CONV_MULT_ADDS, CONV_BYTES, RELU_BYTES = 64, 272, 256


def _dead(survey, name):
    names = ("dead_end", "dead_layers", "dead_bytes", "dead_mult_adds")
    return tuple(column(survey, each, name) for each in names)


def _branched():
    return survey_of(
        ("x", source(MAP), ""),
        ("stem", CONV, "x"),
        ("aux_conv", CONV, "stem"),
        ("aux_relu", relu(MAP), "aux_conv"),
        ("head", CONV, "stem"),
        outputs=["head"],
    )


def test_a_branch_that_reaches_no_output_is_counted_at_its_end():
    survey = _branched()

    assert _dead(survey, "aux_relu") == (True, 2, CONV_BYTES + RELU_BYTES, CONV_MULT_ADDS)
    for alive in ("x", "stem", "aux_conv", "head"):
        assert _dead(survey, alive) == (False, 0, 0, 0)


def test_where_a_layer_s_inputs_are_lost_what_nobody_reads_may_be_one():
    """Keras 2 loses what `tf.einsum` reads; what is read is no dead end all the same."""
    survey = survey_of(
        ("x", source(MAP), ""),
        ("a", CONV, "x"),
        ("b", relu(MAP), "a"),
        ("lost", layer(Elementwise("add"), [], [MAP]), ""),
        ("end", layer(Elementwise("add"), [MAP, MAP], [MAP]), "lost x"),
    )

    assert [column(survey, "dead_end", name) for name in ("x", "a", "b")] == [False, False, None]


def test_a_second_output_is_no_dead_end():
    survey = survey_of(
        ("x", source(MAP), ""), ("a", CONV, "x"), ("b", relu(MAP), "a"), outputs=["a", "b"]
    )

    assert dead_ends(survey) == {}


def test_a_layer_that_works_for_two_dead_ends_counts_for_the_first():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("head", relu(MAP), "x"),
        ("both", CONV, "x"),
        ("first", relu(MAP), "both"),
        ("second", relu(MAP), "both"),
        outputs=["head"],
    )

    assert dead_ends(survey) == {3: (2, 3), 4: (4,)}
    assert _dead(survey, "second") == (True, 1, RELU_BYTES, 0)


def test_inputs_of_the_model_are_neither_dead_nor_work():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("unused", source(MAP), ""),
        ("half_used", source(MAP), ""),
        ("end", relu(MAP), "half_used"),
        ("head", relu(MAP), "x"),
        outputs=["head"],
    )

    assert dead_ends(survey) == {3: (3,)}
    assert _dead(survey, "unused") == (False, 0, 0, 0)


def test_an_input_of_a_nested_model_that_nobody_reads_is_a_dead_end():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("work", CONV, "x"),
        ("inner/unused", layer(Fixed("input"), [MAP], [MAP]), "work"),
        ("head", relu(MAP), "x"),
        outputs=["head"],
    )

    assert _dead(survey, "inner/unused") == (True, 2, CONV_BYTES, CONV_MULT_ADDS)


def test_without_known_outputs_nothing_is_known():
    assert _dead(in_a_row(relu(MAP), outputs=[]), "a") == (None,) * 4


def test_unknown_costs_stay_unknown():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("code", layer(Opaque("a Lambda"), [MAP], [None]), "x"),
        ("head", relu(MAP), "x"),
        outputs=["head"],
    )

    assert _dead(survey, "code") == (True, 1, None, None)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=30), st.data())
def test_every_layer_that_reaches_no_output_is_counted_once(reads, data):
    """Against a search from the outputs, on random graphs."""
    steps = [("l0", source(MAP), "")]
    for index, (a, b) in enumerate(reads, start=1):
        steps.append((f"l{index}", ADD, f"l{a % index} l{b % index}"))
    outputs = data.draw(st.sets(st.integers(0, len(reads)), min_size=1))
    survey = survey_of(*steps, outputs=[f"l{index}" for index in outputs])
    alive, todo = set(outputs), list(outputs)
    while todo:
        new = set(survey.producers[todo.pop()]) - alive
        alive |= new
        todo += new

    counted = [index for members in dead_ends(survey).values() for index in members]

    assert sorted(counted) == sorted(set(range(1, len(steps))) - alive)
    assert all(not survey.consumers[end] for end in dead_ends(survey))


def test_a_long_chain_takes_no_recursion_and_no_quadratic_time():
    length = 10_000
    steps = [("l0", source(MAP), "")]
    steps += [(f"l{i}", relu(MAP), f"l{i - 1}") for i in range(1, length)]
    survey = survey_of(*steps, outputs=["l1"])

    assert _dead(survey, f"l{length - 1}")[:2] == (True, length - 2)
