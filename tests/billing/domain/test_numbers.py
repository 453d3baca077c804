"""Numbers that people copy by hand survive the bank, and no slip of the hand makes another invoice (R14.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import numbers
from services.billing.domain.numbers import INVOICE, REFUND

serials = st.integers(1, 999_999)
years = st.integers(2020, 2099)


def test_a_number_is_printed_in_groups_with_its_check_digits() -> None:
    assert numbers.make(INVOICE, 2025, 123) == "TK25-000123-27"


@pytest.mark.parametrize(
    "purpose",
    [
        "Оплата за летний семестр TK25-000123-27",
        "опл.поТК25 000123 27 от 09.06.2025 Иванов А.",
        "СЧЕТ№ тк-25-000123-27, КНП 861",
        "TK2500012327",
        "T K 25.000123.27 99999",
        "төлем Тк25\u2013ООО123\u201327",
        "счет №ТК №25-000123-27;сумма 92500-00",
    ],
)
def test_a_number_is_found_anywhere_in_a_purpose(purpose: str) -> None:
    assert numbers.named_in(purpose) == ("TK25-000123-27",)


@pytest.mark.parametrize(
    "purpose", ["", "25-000123-27", "TK25-000123-28", "TK25-00123-27", "TK2500012327123", "TB2500012327"]
)
def test_what_is_not_the_number_is_not_taken_for_it(purpose: str) -> None:
    assert numbers.named_in(purpose) == ()


def test_a_mistyped_number_leads_to_the_one_that_was_meant() -> None:
    assert numbers.mistyped_in("оплата TK25-000132-27") == ("2500013227",)
    assert "TK25-000123-27" in numbers.meant_by("2500013227")


def test_a_number_without_its_letters_is_only_a_hint() -> None:
    assert numbers.bare_in("оплата 2500012327 лето") == ("TK25-000123-27",)


def test_a_refund_and_an_invoice_of_one_serial_are_not_mixed_up() -> None:
    assert numbers.named_in(numbers.make(REFUND, 2025, 123), INVOICE) == ()


@given(years, serials, st.text(max_size=30), st.text(max_size=30))
def test_a_number_is_found_between_any_two_texts(year: int, serial: int, before: str, after: str) -> None:
    number = numbers.make(INVOICE, year, serial)
    assert number in numbers.named_in(f"{before} \n {number} \n {after}")


@given(years, serials, st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(year: int, serial: int, place: int, shift: int) -> None:
    digits = "".join(sign for sign in numbers.make(INVOICE, year, serial) if sign.isdigit())
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert not numbers.fits(INVOICE, wrong)
    assert numbers.written(INVOICE, digits) in numbers.meant_by(wrong)


@given(years, serials, st.integers(0, 9), st.integers(0, 9))
def test_every_swap_of_two_digits_is_found(year: int, serial: int, one: int, other: int) -> None:
    digits = [sign for sign in numbers.make(INVOICE, year, serial) if sign.isdigit()]
    swapped = list(digits)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert numbers.fits(INVOICE, "".join(swapped)) == (swapped == digits)
