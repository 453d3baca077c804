"""The rules of the office (R8.4) and its decided cases (D7) as data: a short text of each in kk, ru and en.

Every error, notice and reason cites a rule by number; what a person then reads comes from here.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("kk", "ru", "en")

_NUMBER = re.compile(r"([RD])(\d+)(?:\.(\d+))?")


def rule(number: str, language: str) -> str:
    """The short text of a rule or decided case; a language other than kk and ru reads the English one.

    Raises KeyError for a number that does not exist.
    """
    texts = _rules()[number]
    return texts.get(language, texts["en"])


def numbers() -> tuple[str, ...]:
    """Every number, in the order of the book: R1.1 to R15.3, then D1 to D26."""
    return tuple(_rules())


@cache
def _rules() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for place in files(__name__).iterdir():
        if place.name.endswith(".toml"):
            found |= tomllib.loads(place.read_text(encoding="utf-8"))
    return MappingProxyType({number: found[number] for number in sorted(found, key=_order)})


def _order(number: str) -> tuple[bool, int, int]:
    parts = _NUMBER.fullmatch(number)
    if not parts:
        raise ValueError(f"not a number of a rule: {number}")
    return parts[1] == "D", int(parts[2]), int(parts[3] or 0)
