"""The table of days off: Kazakhstan's holidays to begin with, then as the office edits it (R2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import holidays
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.models.terms import Holiday
from shared.contracts.registration import HolidaysChanged
from shared.messaging import publish
from shared.workdays import YEARS, shipped

IN_RUSSIAN = {
    "Capital Day": "День столицы",
    "Constitution Day": "День Конституции",
    "Defender of the Fatherland Day": "День защитника Отечества",
    "Eid al-Adha": "Курбан айт",
    "First President Day": "День Первого Президента",
    "Independence Day": "День Независимости",
    "International Women's Day": "Международный женский день",
    "Kazakhstan's People Solidarity Holiday": "Праздник единства народа Казахстана",
    "New Year's Day": "Новый год",
    "Nowruz Holiday": "Наурыз мейрамы",
    "Orthodox Christmas": "Православное Рождество",
    "Republic Day": "День Республики",
    "Victory Day": "День Победы",
    "Day off": "Выходной день",
}
"""The package that knows the holidays knows no Russian; the rest of a name (moved, estimated) is left out there."""
WORKED = {"kk": "Жұмыс күні (ауыстырылған)", "ru": "Рабочий день (перенесённый)", "en": "Working day (moved)"}


def set_holiday(session: Session, day: date, works: bool, name: dict[str, str]) -> None:
    """The government moved a day: it is off, or worked, from now on; whoever counts days is told (R2.1)."""
    row = insert(Holiday).values(day=day, works=works, name=name, version_no=1)
    changed = {"works": row.excluded.works, "name": row.excluded.name, "version_no": Holiday.version_no + 1}
    said = row.on_conflict_do_update(index_elements=["day"], set_=changed).returning(Holiday.version_no)
    version_no = session.execute(said).scalar_one()
    publish(session, [HolidaysChanged(day, version_no, works)])


def tell(session: Session, days: Sequence[Holiday]) -> None:
    """Tell these days anew."""
    publish(session, [HolidaysChanged(one.day, one.version_no, one.works) for one in days])


def known_days() -> Iterator[dict[str, Any]]:
    """The rows that the table begins with; what the office has edited since is its own."""
    kazakh, english = (holidays.country_holidays("KZ", years=YEARS, language=one) for one in ("kk", "en_US"))
    for day, works in shipped().items():
        name = WORKED if works else {"kk": kazakh[day], "ru": _in_russian(english[day]), "en": english[day]}
        yield {"day": day, "works": works, "name": name}


def _in_russian(english: str) -> str:
    return "; ".join(IN_RUSSIAN[re.sub(r" \(.*\)$", "", name)] for name in english.split("; "))
