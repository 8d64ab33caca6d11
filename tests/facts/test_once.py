import gc
import weakref

from netlint.facts.once import once_per_survey
from tests.costs.building import MAP, relu

from .wiring import in_a_row


def test_what_is_found_is_found_once_per_survey():
    asked = []

    @once_per_survey
    def count(survey):
        asked.append(survey)
        return len(survey.layers)

    first, second = in_a_row(relu(MAP)), in_a_row(relu(MAP), relu(MAP))

    assert [count(first), count(first), count(second), count(first)] == [2, 2, 3, 2]
    assert asked == [first, second]


def test_a_survey_is_not_kept_alive():
    @once_per_survey
    def count(survey):
        return len(survey.layers)

    survey = in_a_row(relu(MAP))
    count(survey)
    kept = weakref.ref(survey)
    del survey
    gc.collect()

    assert kept() is None


def test_nothing_found_is_kept_too():
    asked = []

    @once_per_survey
    def nothing(survey):
        asked.append(survey)

    survey = in_a_row(relu(MAP))

    assert nothing(survey) is nothing(survey) is None
    assert len(asked) == 1
