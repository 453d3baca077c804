"""Kazakh order and search without the database's collations: own columns for both (design: Data).

The alphabet has 42 letters; by code points І would stand before А, and Ә and Қ behind Я.
"""

from __future__ import annotations

import unicodedata

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: f"{place:02d}" for place, letter in enumerate(KAZAKH, start=50)}
_LIKE = str.maketrans("әғқңөұүһіё", "агкноуухие")


def sort_key(text: str) -> str:
    """What to sort by: plain ASCII in which Latin stands before Cyrillic and Kazakh letters in their places.

    Each character becomes a sign that orders among others by its code; ties are broken by the text itself.
    """
    return "".join(_sign(letter) for letter in _plain(text))


def folded(text: str) -> str:
    """What to search in and for: lower case, Kazakh letters as their Russian neighbours, ``әлия`` found by ``алия``."""
    return _plain(text).translate(_LIKE)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in composed).split())


def _sign(letter: str) -> str:
    if letter in _PLACE:
        return "~" + _PLACE[letter]
    return letter if letter.isascii() else f"~99{ord(letter):06x}"
