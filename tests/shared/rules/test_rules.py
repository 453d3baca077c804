"""The rules of the office as data."""

import pytest

from shared.rules import LANGUAGES, numbers, rule

CHAPTERS = {1: 4, 2: 3, 3: 10, 4: 8, 5: 5, 6: 4, 7: 6, 8: 8, 9: 4, 10: 4, 11: 4, 12: 2, 13: 2, 14: 4, 15: 3}


def test_every_rule_and_decided_case_is_there_in_the_order_of_the_book() -> None:
    rules = [f"R{chapter}.{number}" for chapter, last in CHAPTERS.items() for number in range(1, last + 1)]
    assert numbers() == (*rules, *(f"D{number}" for number in range(1, 27)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_short_text_of_its_own_in_every_language(language: str) -> None:
    texts = [rule(number, language) for number in numbers()]
    assert all(20 < len(text) < 260 for text in texts)
    assert len(set(texts)) == len(texts)


def test_kazakh_and_russian_are_written_in_their_letters() -> None:
    assert any(letter in rule("R8.4", "kk") for letter in "әғқңөұүһі")
    assert "ы" in rule("R8.4", "ru")


def test_a_number_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule("R99" + ".1", "en")
