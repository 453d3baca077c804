"""Bytes to the tagged fields of one or more messages; the envelope of SWIFT's blocks is left out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)")
_START = re.compile(rb"(?:^|[\r\n{}]|\xef\xbb\xbf)\s*:20:", re.MULTILINE)
_FREQUENT = frozenset("оеаинтсрлвк")
"""The most frequent letters of Russian and Kazakh: the code page that gives more of them is the file's."""


@dataclass(slots=True)
class Field:
    """A tag with its text; further rows stand below each other."""

    row: int
    tag: str
    text: str


def looks_like_it(raw: bytes) -> bool:
    """Whether the bytes begin as a message with its reference, with or without SWIFT's blocks around it."""
    return _START.search(raw[:2000]) is not None


def decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 where the bytes are that, else the code page whose letters occur more often."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw[len(codecs.BOM_UTF8) :].decode("utf-8", errors="replace"), "utf-8-sig"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        found = [(raw.decode(page, errors="replace"), page) for page in ("cp1251", "cp866")]
        return max(found, key=lambda one: sum(letter in _FREQUENT for letter in one[0]))


def messages(text: str) -> tuple[list[list[Field]], list[tuple[int, str]]]:
    """The fields of each message (a new one begins with its reference), and tagged rows that belong to none.

    What a network writes around a message, before its first tag and behind its end, is left out.
    """
    found: list[list[Field]] = []
    lost: list[tuple[int, str]] = []
    ended = False
    for row, line in enumerate(text.splitlines(), start=1):
        tagged = _TAG.fullmatch(_without_block(line).rstrip())
        if tagged:
            if tagged[1] == "20":
                found.append([])
                ended = False
            if found:
                found[-1].append(Field(row, tagged[1], tagged[2].strip()))
            else:
                lost.append((row, line))
        elif _is_envelope(line) or not found:
            ended = ended or line.strip() in ("-", "-}")
        elif not ended:
            found[-1][-1].text += "\n" + line.rstrip()
    return found, lost


def _without_block(line: str) -> str:
    """The rest of a row after the braces of SWIFT's blocks."""
    return re.sub(r"^(?:\{[^{}]*\})*\{4:", "", line)


def _is_envelope(line: str) -> bool:
    bare = line.strip()
    return bare in ("", "-", "-}", "{4:") or bare.startswith(("{1:", "{2:", "{5:", "-}{"))
