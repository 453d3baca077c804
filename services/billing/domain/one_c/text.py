"""Bytes to text. What the file says of its own encoding is often wrong, so the known words decide (R14.4)."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

MARKER = "1CClientBankExchange"
_KNOWN = (
    "СекцияРасчСчет",
    "КонецРасчСчет",
    "РасчСчет=",
    "НачальныйОстаток",
    "КонечныйОстаток",
    "ДатаНачала",
    "КонецДокумента",
)
_NOT_KAZAKH = frozenset("ЂЃђѓЉЊЌЋЏљњќћџЎўҐґЄє")
"""Letters of cp1251 that no bank here writes: where they occur, the file was made with the Kazakh code page."""


class Undecodable(Exception):
    """None of the encodings in use gives words of this format."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and the encoding that gave it."""

    text: str
    encoding: str


def decode(raw: bytes) -> Decoded:
    """UTF-8 with or without BOM where the bytes are UTF-8, else the code page that gives the known words."""
    if b"\0" in raw:
        raise Undecodable
    if raw.startswith(codecs.BOM_UTF8):
        return Decoded(_strictly(raw[len(codecs.BOM_UTF8) :], "utf-8"), "utf-8-sig")
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _by_code_page(raw)


def _by_code_page(raw: bytes) -> Decoded:
    found = [Decoded(raw.decode(page, errors="replace"), page) for page in ("cp1251", "cp866")]
    best = max(found, key=lambda decoded: sum(word in decoded.text for word in _KNOWN))
    if not any(word in best.text for word in _KNOWN):
        raise Undecodable
    if best.encoding == "cp1251" and ("\ufffd" in best.text or _NOT_KAZAKH & set(best.text)):
        return Decoded(_strictly(raw, "kz1048"), "kz1048")
    return Decoded(_strictly(raw, best.encoding), best.encoding)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable from error
