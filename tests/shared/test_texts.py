"""Texts in three languages: none is missing, none is said that no catalogue has, plural forms are complete."""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale

from shared.i18n import LANGUAGES, PLURALS, folded, meant, show, sort_key, texts
from shared.money import Money

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registration", "grading", "billing", "notifications")
CATALOGUES = sorted({path.parent for path in ROOT.glob("s*/**/locale/**/en.toml") if ".venv" not in path.parts})
SAID = re.compile(r"""(?<![\w.])t\(\s*["']([a-z_0-9]+(?:\.[a-z_0-9]+)+)["']\s*[,)]""")


def flat(tree: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Keys with their texts."""
    for name, value in tree.items():
        if isinstance(value, dict) and not set(value) <= set(PLURALS):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def catalogue(folder: Path, language: str) -> dict[str, object]:
    """One file of texts."""
    return dict(flat(tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))))


def forms(text: object) -> list[str]:
    """All forms of a text."""
    return list(text.values()) if isinstance(text, dict) else [str(text)]


def parameters(text: object) -> set[str]:
    """What a text prints."""
    return {name for form in forms(text) for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_the_three_languages_say_the_same_things_with_the_same_parameters(folder: Path) -> None:
    kk, ru, en = (catalogue(folder, language) for language in LANGUAGES)
    assert set(kk) == set(ru) == set(en)
    different = [key for key in en if not parameters(kk[key]) == parameters(ru[key]) == parameters(en[key])]
    assert different == []
    assert [key for key in en if not all(form.strip() for c in (kk, ru, en) for form in forms(c[key]))] == []


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_plural_forms_are_those_of_the_language(folder: Path) -> None:
    for language in LANGUAGES:
        needed = {"other", *Locale.parse(language).plural_form.tags}
        texts_with_forms = {k: v for k, v in catalogue(folder, language).items() if isinstance(v, dict)}
        assert {key for key, value in texts_with_forms.items() if set(value) != needed} == set(), language


@pytest.mark.parametrize("service", SERVICES)
def test_no_text_stands_in_two_places(service: str) -> None:
    own = [folder for folder in CATALOGUES if folder.is_relative_to(ROOT / "services" / service)]
    kernel = [folder for folder in CATALOGUES if folder.is_relative_to(ROOT / "shared")]
    for folders in (own, kernel):
        keys = Counter(key for folder in folders for key in catalogue(folder, "en"))
        assert [key for key, times in keys.items() if times > 1] == [], "the file that is read last would win"


@pytest.mark.parametrize("service", [None, *SERVICES])
def test_every_text_that_is_said_exists(service: str | None) -> None:
    folder = ROOT / ("shared" if service is None else f"services/{service}")
    known = texts(service)
    files = [path for pattern in ("**/*.py", "**/*.html") for path in folder.glob(pattern)]
    said = {(key, path.name) for path in files for key in SAID.findall(path.read_text("utf-8"))}
    assert {found for found in said if not known.has(found[0])} == set()


def test_two_services_never_say_different_things_under_a_key_of_the_kernel() -> None:
    kernel = texts().keys()
    for service in SERVICES:
        own = {key for folder in CATALOGUES if service in folder.parts for key in catalogue(folder, "en")}
        assert own & kernel == set(), service


def test_plural_forms_are_chosen_by_the_number() -> None:
    said = [texts().text("ru", "table.rows", n=n) for n in (1, 2, 5, 21, 1000)]
    assert said == ["1 строка", "2 строки", "5 строк", "21 строка", "1\u00a0000 строк"]


@pytest.mark.parametrize(
    ("value", "kk", "en"),
    [
        (Money.of("92500.5"), "92\u00a0500,50 ₸", "92,500.50 ₸"),
        (date(2026, 5, 31), "31.05.2026", "31 May 2026"),
        (datetime(2026, 5, 31, 18, 59, 59, tzinfo=UTC), "31.05.2026 23:59", "31 May 2026, 23:59"),
        (Decimal("49.50"), "49,50", "49.50"),
        (1234, "1\u00a0234", "1,234"),
    ],
)
def test_values_are_printed_as_the_language_writes_them(value: object, kk: str, en: str) -> None:
    assert (show(value, "kk"), show(value, "ru"), show(value, "en")) == (kk, kk, en)


def test_weekly_classes_are_printed_with_the_days_of_the_language() -> None:
    written = "weekly:1 09:00–11:30, 5 14:00–16:30"
    said = [show(meant(written), language) for language in ("kk", "ru", "en")]
    hours = ("09:00–11:30", "14:00–16:30")
    assert said == [
        f"{first} {hours[0]}, {second} {hours[1]}" for first, second in (("дс", "жм"), ("пн", "пт"), ("Mon", "Fri"))
    ]
    assert show(meant("weekly:"), "en") == "–"
    assert meant("weekly:8 09:00") == "weekly:8 09:00"


def test_names_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    names = ["Яна", "Ғани", "Әсем", "Іңкәр", "Абай", "Ұлан", "Умар", "Иса", "Қали", "Кали", "Һамза", "Хан", "Ыбырай"]
    assert sorted(names, key=sort_key) == [
        "Абай", "Әсем", "Ғани", "Иса", "Кали", "Қали", "Умар", "Ұлан", "Хан", "Һамза", "Ыбырай", "Іңкәр", "Яна",
    ]  # fmt: skip
    assert sorted(["Абайқызы", "Абай Б", "Абай"], key=sort_key) == ["Абай", "Абай Б", "Абайқызы"]


def test_search_finds_a_name_typed_without_kazakh_letters() -> None:
    assert folded("Әлия Ғұмарқызы-Нұр") == folded("алия гумаркызы нур")
