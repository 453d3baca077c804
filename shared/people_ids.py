"""Numbers of people and accounts: IIN and BIN by their check digit, IBAN by mod 97 (R14.3)."""

from __future__ import annotations

from datetime import date

from stdnum import iban

_FIRST = range(1, 12)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit of an IIN or BIN, or None where no number with these eleven digits exists (R14.3)."""
    for weights in (_FIRST, _SECOND):
        remainder = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def has_check_digit(number: str) -> bool:
    """Whether these are twelve digits of which the last fits (an IIN and a BIN share the rule)."""
    return len(number) == 12 and number.isascii() and number.isdigit() and check_digit(number[:11]) == int(number[11])


def iin_is_valid(number: str) -> bool:
    """An IIN: a date in digits 1-6, century and sex in the seventh, the check digit last (R14.3)."""
    return has_check_digit(number) and number[6] in "0123456" and _is_a_day(number[:6])


def bin_is_valid(number: str) -> bool:
    """A BIN: year and month of registration, the kind of body (4, 5 or 6) fifth, the check digit last."""
    return has_check_digit(number) and "01" <= number[2:4] <= "12" and number[4] in "456"


def make_iin(born_on: date, sex_and_century: int, serial: int) -> str | None:
    """The IIN of a generated person; None where the check digit does not exist and the next serial is to be tried."""
    eleven = f"{born_on:%y%m%d}{sex_and_century}{serial:04d}"
    last = check_digit(eleven)
    return None if last is None else f"{eleven}{last}"


def iban_is_valid(number: str) -> bool:
    """A Kazakh IBAN (ИИК): KZ, 20 characters, mod 97."""
    return number.startswith("KZ") and len(number) == 20 and bool(iban.is_valid(number))


def _is_a_day(yymmdd: str) -> bool:
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:])
    # The century stands in the next digit; only 29 February of a year 00 hangs on it, and is let through.
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
