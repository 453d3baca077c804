"""Text as banks pass it on: Latin for Cyrillic, Kazakh letters lost on the way, case and signs mixed.

Two strings that a person reads as the same word are folded to the same letters.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = "АВЕКМНОРСТХУІҚӘӨҮҰҒҢҺЁЙЎ"
_LATIN_SHAPE = "ABEKMHOPCTXYIKAOYYГHHEИY"
_SHAPES = str.maketrans(_CYRILLIC, _LATIN_SHAPE)
_WORD = re.compile(r"[^\W_]+")


def shape(text: str) -> str:
    """Upper case, one letter for each look: Cyrillic ТК and Latin TK become the same, so do Қ and К."""
    return unicodedata.normalize("NFKC", text.replace("№", " ")).upper().translate(_SHAPES)


def words(text: str) -> frozenset[str]:
    """The words of a text by their look."""
    return frozenset(_WORD.findall(shape(text)))


def surname_key(surname: str) -> str:
    """The first word of a surname by its look: under it the open invoices are looked up."""
    return next(iter(_WORD.findall(shape(surname))), "")


def has_word(text: str, word: str) -> bool:
    """Whether a name of one or more words stands whole in the text, however its letters were typed."""
    wanted = words(word)
    return bool(wanted) and wanted <= words(text)
