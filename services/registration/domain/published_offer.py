"""The published offer that an application accepts: price, refund table, dates; equal facts, equal hash (R8.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered: a course in a section of a term, at the price of the student's specialty (R9.2)."""

    term: str
    academic_year: int
    course: str
    titles: Mapping[str, str]
    section: str
    specialty: str
    credits: int
    price_tiyn: int
    policies: tuple[str, ...]
    """The policy rows and versions on which it rests."""
    kind: str = "summer_offer"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of D1 that bind both sides."""

    closes_at: datetime
    drawn_at: datetime
    due_on: date
    confirmed_by: date
    starts_on: date
    ends_on: date


def content(offered: Offered, dates: Dates, refunds: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it is kept, in plain JSON."""
    return {
        "kind": offered.kind,
        "form": 1,
        "term": offered.term,
        "academic_year": offered.academic_year,
        "course": offered.course,
        "titles": dict(offered.titles),
        "section": offered.section,
        "specialty": offered.specialty,
        "credits": offered.credits,
        "price": tenge(offered.price_tiyn),
        "amount": tenge(offered.price_tiyn * offered.credits),
        "refunds": dict(refunds),
        "dates": {
            "closes_at": dates.closes_at.astimezone(UTC).isoformat(),
            "drawn_at": dates.drawn_at.astimezone(UTC).isoformat(),
            "due_on": dates.due_on.isoformat(),
            "confirmed_by": dates.confirmed_by.isoformat(),
            "starts_on": dates.starts_on.isoformat(),
            "ends_on": dates.ends_on.isoformat(),
        },
        "policies": list(offered.policies),
    }


def tenge(tiyn: int) -> str:
    """An amount in its machine form, ``18500.00``."""
    return f"{tiyn // 100}.{tiyn % 100:02d}"


def digest(document: Mapping[str, Any]) -> str:
    """The hash by which the document is named and found again."""
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()
