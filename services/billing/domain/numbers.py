"""Numbers that people copy by hand: invoices ``TK25-000123-45``, refunds ``TB25-…``, cash ``TC25-…``.

The last two digits are check digits by ISO 7064, MOD 97-10, over the letters (A=10 … Z=35) and the eight digits before
them. Every single wrong digit and every swap of two digits is found. The letters T, K, B and C look the same in Latin
and Cyrillic, so that the number survives either keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.billing.domain.look_alikes import shape

INVOICE, REFUND, CASH = "TK", "TB", "TC"
_BODY, _ALL = 8, 10
_GAP = r"[\s\-\u2010-\u2015_./#:]"
_DIGIT = r"[0-9OIЗL]"
_AS_DIGITS = str.maketrans("OIЗL", "0131")
_ANYWHERE = {
    prefix: re.compile(
        rf"{prefix[0]}{_GAP}?{prefix[1]}{_GAP}{{0,3}}((?:{_DIGIT}{_GAP}{{0,2}}){{9}}{_DIGIT})(?!{_DIGIT})"
    )
    for prefix in (INVOICE, REFUND, CASH)
}
_BARE = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")


def make(prefix: str, year: int, serial: int) -> str:
    """The number of the serial-th paper of a calendar year, printed with hyphens."""
    if not 0 < serial < 1_000_000:
        raise ValueError(f"no number for serial {serial}")
    body = f"{year % 100:02d}{serial:06d}"
    return written(prefix, body + _check(prefix, body))


def written(prefix: str, digits: str) -> str:
    """Ten digits as they are printed."""
    return f"{prefix}{digits[:2]}-{digits[2:8]}-{digits[8:]}"


def fits(prefix: str, digits: str) -> bool:
    """Whether ten digits carry the right check digits."""
    return len(digits) == _ALL and _check(prefix, digits[:_BODY]) == digits[_BODY:]


def named_in(text: str, prefix: str = INVOICE) -> tuple[str, ...]:
    """The numbers with right check digits that a free text names, in order, each once (R14.2)."""
    return tuple(dict.fromkeys(written(prefix, found) for found in _digits(text, prefix) if fits(prefix, found)))


def mistyped_in(text: str, prefix: str = INVOICE) -> tuple[str, ...]:
    """What looks like a number in the text and has wrong check digits: ten digits each."""
    return tuple(dict.fromkeys(found for found in _digits(text, prefix) if not fits(prefix, found)))


def bare_in(text: str, prefix: str = INVOICE) -> tuple[str, ...]:
    """Ten digits with right check digits that stand without their letters: a hint, never a ground to post."""
    found = (match.group() for match in _BARE.finditer(shape(text)))
    return tuple(dict.fromkeys(written(prefix, digits) for digits in found if fits(prefix, digits)))


def meant_by(digits: str, prefix: str = INVOICE) -> frozenset[str]:
    """The right numbers that one slip of the hand turns into these digits: candidates for the queue."""
    return frozenset(written(prefix, slip) for slip in _slips(digits) if fits(prefix, slip))


def _digits(text: str, prefix: str) -> Iterator[str]:
    for match in _ANYWHERE[prefix].finditer(shape(text)):
        yield re.sub(_GAP, "", match.group(1)).translate(_AS_DIGITS)


def _slips(digits: str) -> Iterator[str]:
    for place in range(_ALL):
        for other in "0123456789":
            yield digits[:place] + other + digits[place + 1 :]
        for later in range(place + 1, _ALL):
            swapped = list(digits)
            swapped[place], swapped[later] = swapped[later], swapped[place]
            yield "".join(swapped)


def _check(prefix: str, body: str) -> str:
    as_number = "".join(str(int(sign, 36)) for sign in prefix + body)
    return f"{98 - int(as_number + '00') % 97:02d}"
