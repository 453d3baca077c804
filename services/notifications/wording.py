"""Notices as a person reads them: template and values in his language, made when they are shown (R13.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

from shared.i18n import LANGUAGES, folded, meant, show, texts

DASH = "–"
CITATION = re.compile(r"\b(?:R\d+\.\d+|D\d+)\b(?=[^()]*\))")
"""Rules stand in brackets; what a value holds is none."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language."""

    subject: str
    body: str


def worded(template: str, params: Mapping[str, str], language: str) -> Wording:
    """The notice in this language; a value that is missing is a dash, never an error."""
    values = _Values(params, language, template)
    return Wording(_filled(template, "subject", values, language), _filled(template, "body", values, language))


def subject(template: str, params: Mapping[str, str], language: str) -> str:
    """The first line alone."""
    return _filled(template, "subject", _Values(params, language, template), language)


def findable(template: str, params: Mapping[str, str]) -> str:
    """What a search finds a notice by: its subject in every language."""
    return folded(" ".join(subject(template, params, language) for language in LANGUAGES))


def missing(template: str, params: Mapping[str, str]) -> frozenset[str]:
    """The values that a template asks for and that were not given; of an unknown template, its name."""
    if not texts("notifications").has(f"notice.{template}.subject"):
        return frozenset({template})
    return _asked(template).difference(params)


@cache
def _asked(template: str) -> frozenset[str]:
    catalogue = texts("notifications")
    said = (catalogue.text("en", f"notice.{template}.{part}") for part in ("subject", "body"))
    return frozenset(name for text in said for _, name, _, _ in Formatter().parse(text) if name)


def cited(text: str) -> list[str]:
    """The rules and decided cases that a text cites, each once."""
    return list(dict.fromkeys(CITATION.findall(text)))


def templates() -> list[str]:
    """Every template there is."""
    prefix, suffix = "notice.", ".subject"
    known = texts("notifications").keys()
    return sorted(key[len(prefix) : -len(suffix)] for key in known if key.startswith(prefix) and key.endswith(suffix))


def _filled(template: str, part: str, values: "_Values", language: str) -> str:
    catalogue = texts("notifications")
    key = f"notice.{template}.{part}"
    return catalogue.text(language, key if catalogue.has(key) else f"notice.unknown.{part}").format_map(values)


class _Values(dict[str, str]):
    """Values printed in a language as they are asked for."""

    def __init__(self, params: Mapping[str, str], language: str, template: str) -> None:
        super().__init__()
        self._params = {"template": template, **params}
        self._language = language

    def __missing__(self, name: str) -> str:
        written = self._params.get(name)
        printed = DASH if written is None else self._printed(written)
        self[name] = printed
        return printed

    def _printed(self, written: str) -> str:
        """A value as its prefix says; ``text:`` names a text that has a key of its own, or several (``text:a,b``)."""
        catalogue, keys = texts("notifications"), written.removeprefix("text:").split(",")
        if written.startswith("text:") and all(map(catalogue.has, keys)):
            return "; ".join(catalogue.text(self._language, key) for key in keys)
        return show(meant(written), self._language)
