"""Texts in Kazakh, Russian and English, and how money, dates and numbers are printed in each.

A catalogue is a TOML file a language: the kernel's under ``shared/locale``, a service's own under its ``locale``. A
text with plural forms is a table of CLDR categories, chosen by the parameter ``n``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, get_day_names, get_timezone
from babel.numbers import format_decimal

from shared.money import Money
from shared.sorting import folded, sort_key

__all__ = [
    "LANGUAGES",
    "MissingText",
    "Texts",
    "Weekly",
    "folded",
    "meant",
    "show",
    "show_date",
    "show_mark",
    "show_moment",
    "show_money",
    "show_number",
    "sort_key",
    "texts",
]

LANGUAGES = ("kk", "ru", "en")
PLURALS = ("zero", "one", "two", "few", "many", "other")
_ROOT = Path(__file__).resolve().parent.parent
_ZONE = get_timezone("Asia/Almaty")
_DAY = {"kk": "dd.MM.yyyy", "ru": "dd.MM.yyyy", "en": "d MMM yyyy"}
_MOMENT = {"kk": "dd.MM.yyyy HH:mm", "ru": "dd.MM.yyyy HH:mm", "en": "d MMM yyyy, HH:mm"}

Form = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Classes of every week: the day (Monday is 1) and its hours."""

    classes: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, written: str) -> Weekly:
        """Read ``1 09:00–11:30, 3 09:00–11:30``."""
        parts = [one.partition(" ") for one in written.split(", ") if one]
        if not all(day in tuple("1234567") for day, _, _ in parts):
            raise ValueError(written)
        return cls(tuple((int(day), hours) for day, _, hours in parts))


class MissingText(KeyError):
    """A text that no catalogue has: a defect of ours, found by the tests."""


class Texts:
    """All texts that one service may say: its own and the kernel's."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, Form]]) -> None:
        self._catalogues = catalogues

    def has(self, key: str) -> bool:
        return key in self._catalogues["en"]

    def keys(self) -> frozenset[str]:
        return frozenset(self._catalogues["en"])

    def text(self, language: str, key: str, /, **params: Any) -> str:
        """The text in this language with its parameters printed in it."""
        try:
            form = self._catalogues[language][key]
        except KeyError:
            raise MissingText(f"{language}: {key}") from None
        if not isinstance(form, str):
            category = Locale.parse(language).plural_form(params["n"])
            form = form.get(category, form["other"])
        return form.format_map({name: show(value, language) for name, value in params.items()}) if params else form


@cache
def texts(service: str | None = None) -> Texts:
    """The texts of a service with the kernel's under them; without a service, the kernel's alone."""
    folders = [_ROOT / "shared" / "locale"]
    if service is not None:
        folders.append(_ROOT / "services" / service / "locale")
    return Texts({language: _catalogue(folders, language) for language in LANGUAGES})


def _catalogue(folders: list[Path], language: str) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"**/{language}.toml")):
            found.update(_flat(tomllib.loads(path.read_text("utf-8"))))
    return found


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Form]]:
    for name, value in tree.items():
        if isinstance(value, dict) and not set(value) <= set(PLURALS):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def meant(written: str) -> Any:
    """The value that a parameter carries: ``money:``, ``date:``, ``moment:``, ``number:``, ``weekly:``, else the text.

    What can't be read as its prefix says is shown as it stands.
    """
    kind, _, rest = written.partition(":")
    try:
        return _READERS[kind](rest) if kind in _READERS else written
    except (ValueError, ArithmeticError):
        return written


_READERS: dict[str, Callable[[str], Any]] = {
    "money": Money.of,
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "number": Decimal,
    "weekly": Weekly.of,
}


def show(value: Any, language: str) -> str:
    """Any value as a person of this language reads it."""
    for kind, printer in _PRINTERS:
        if isinstance(value, kind):
            return printer(value, language)
    return str(value)


def show_money(value: Money, language: str) -> str:
    """``92 500,00 ₸``; English documents print a point (rules.md, head)."""
    return f"{_grouped(value.tenge, language, '#,##0.00')} ₸"


def show_number(value: Decimal | int, language: str) -> str:
    """A number with the language's decimal sign and groups, exactly as many decimals as it has."""
    decimals = max(0, -int(Decimal(value).as_tuple().exponent))
    return _grouped(Decimal(value), language, "#,##0" + ("." + "0" * decimals if decimals else ""))


def show_mark(value: Decimal | int, language: str) -> str:
    """A mark: ``49,5``, never ``49,50``."""
    return _grouped(Decimal(value), language, "0.##")


@lru_cache(maxsize=4096)
def show_date(value: date, language: str) -> str:
    """A day; the same few are printed again and again, as are moments."""
    return format_date(value, _DAY[language], locale=language)


@lru_cache(maxsize=4096)
def show_moment(value: datetime, language: str) -> str:
    """A moment in Almaty."""
    return format_datetime(value, _MOMENT[language], tzinfo=_ZONE, locale=language)


def show_weekly(value: Weekly, language: str) -> str:
    """``Mon 09:00–11:30, Wed 09:00–11:30``."""
    names = get_day_names("abbreviated", locale=language)
    return ", ".join(f"{names[day - 1]} {hours}" for day, hours in value.classes) or "–"


def _grouped(value: Decimal, language: str, pattern: str) -> str:
    locale = "en" if language == "en" else "ru"
    return format_decimal(value, pattern, locale=locale)


_PRINTERS: tuple[tuple[type, Callable[[Any, str], str]], ...] = (
    (bool, lambda value, _: str(value)),
    (Money, show_money),
    (datetime, show_moment),
    (date, show_date),
    (Decimal, show_number),
    (int, show_number),
    (Weekly, show_weekly),
)
