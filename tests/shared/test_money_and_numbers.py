"""Money is whole tiyn; numbers of people and accounts have their check digits (R14.1, R14.3)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import Money, total
from shared.people_ids import bin_is_valid, check_digit, iban_is_valid, iin_is_valid, make_iin


@given(st.integers(-(10**16), 10**16))
def test_money_reads_what_it_writes(tiyn: int) -> None:
    assert Money.of(str(Money(tiyn))) == Money(tiyn)


@pytest.mark.parametrize(("written", "tiyn"), [("1234,50", 123450), ("18 500", 1850000), ("0.5", 50), ("-0.01", -1)])
def test_money_is_read_with_comma_or_point(written: str, tiyn: int) -> None:
    assert Money.of(written).tiyn == tiyn


@pytest.mark.parametrize("written", ["1.005", "", "1e3", "NaN", "1,2,3", "١٢", "--1"])
def test_money_is_never_cut_or_guessed(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.of(written)


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_sums_are_exact(amounts: list[int]) -> None:
    assert total(Money(a) for a in amounts) == Money(sum(amounts))


@pytest.mark.parametrize("iin", ["000101100006", "000101100708"])
def test_the_published_examples_of_an_iin_are_valid(iin: str) -> None:
    assert iin_is_valid(iin)


@given(st.dates(date(1800, 1, 1), date(1899, 12, 31)), st.integers(1, 2), st.integers(0, 9999))
def test_a_made_iin_is_valid_and_one_wrong_digit_is_found(born: date, sex: int, serial: int) -> None:
    iin = make_iin(born, sex, serial)
    if iin is None:
        return
    assert iin_is_valid(iin) or (born.month, born.day) == (2, 29)
    wrong = iin[:11] + str((int(iin[11]) + 1) % 10)
    assert not iin_is_valid(wrong)


def test_a_number_whose_second_remainder_is_ten_does_not_exist() -> None:
    missing = [n for n in range(100000) if check_digit(f"{n:011d}") is None]
    assert missing and all(not iin_is_valid(f"{missing[0]:011d}{digit}") for digit in range(10))


@pytest.mark.parametrize("number", ["", "12345678901", "00010110000a", "001301100004", "٠٠٠١٠١١٠٠٠٠٦"])
def test_what_is_no_iin_is_refused(number: str) -> None:
    assert not iin_is_valid(number)


def test_bin_and_iban() -> None:
    assert bin_is_valid("980540000397")
    assert not bin_is_valid("981340000397")
    assert iban_is_valid("KZ86125KZT5004100100")
    assert not iban_is_valid("KZ86125KZT5004100101")
    assert not iban_is_valid("DE89370400440532013000")
