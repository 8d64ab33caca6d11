from netlint.facts.stages import stages
from netlint.operations import Fixed, Move, Opaque, Reduce, Reshape
from tests.costs.building import convolution, layer, pointwise, relu
from tests.facts.wiring import in_a_row, survey_of

BIG, SMALL, PIXEL = (1, 8, 8, 4), (1, 4, 4, 4), (1, 1, 1, 4)
POINTWISE = pointwise(8, 4, 4)
DOWN = convolution(BIG, SMALL, (3, 3), weights=[(3, 3, 4, 4)], strides=(2, 2))
PAD = layer(Move("pad"), [SMALL], [(1, 6, 6, 4)])
CODE = layer(Opaque("a Lambda"), [SMALL], [None])
POOL = layer(Reduce("mean", pooling=True), [SMALL], [(1, 4)])


def test_a_stage_is_a_run_of_layers_of_one_size():
    survey = in_a_row(POINTWISE, relu(BIG), DOWN, relu(SMALL), POOL, relu((1, 4)))

    assert stages(survey) == (1, 1, 1, 2, 2, 3, 3)


def test_margins_pixels_and_unknown_sizes_do_not_end_a_stage():
    squeezed = layer(Reduce("mean", pooling=True), [SMALL], [PIXEL])
    five_axes = layer(Reshape(), [SMALL], [(1, 4, 4, 2, 2)])
    survey = in_a_row(DOWN, PAD, squeezed, CODE, five_axes, relu(SMALL))

    assert stages(survey) == (1, 2, 2, 2, 2, 2, 2)


def test_the_size_of_maps_with_channels_first_is_found_behind_them():
    first, small = (1, 4, 8, 8), (1, 8, 8, 8)
    wider = convolution(first, small, weights=[(1, 1, 4, 8)], channel_axis=1)
    halved = convolution(small, (1, 8, 4, 4), strides=(2, 2), channel_axis=1)

    assert stages(in_a_row(wider, relu(small), halved)) == (1, 1, 1, 2)
    assert stages(in_a_row(convolution(first, small, channel_axis=-3))) == (1, 1)


def test_sequences_have_stages_too():
    halved = convolution((1, 8, 4), (1, 4, 4), (3,), strides=(2,))

    assert stages(in_a_row(halved, relu((1, 4, 4)))) == (1, 2, 2)


def test_a_network_without_maps_is_one_stage():
    assert stages(in_a_row(relu((1, 4)), relu((1, 4)))) == (1, 1, 1)
    assert stages(survey_of(("x", layer(Fixed("input"), [], []), ""), outputs=[])) == (1,)
