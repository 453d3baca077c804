"""Orders as PDF in the reader's language (R8.2, R12.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services.registration.models.orders import Order
from shared.clock import office_day
from shared.documents import pdf
from shared.i18n import Texts, show_date, show_moment, texts

TEMPLATE = Path(__file__).parent / "documents" / "order.typ"


def order_pdf(order: Order, language: str) -> bytes:
    """The order that opens a summer term: its ground, its dates, its courses with their seats."""
    say, content = texts("registration"), order.content

    def t(key: str, **params: object) -> str:
        return say.text(language, f"order.{key}", **params)

    return pdf(
        TEMPLATE,
        {
            "language": language,
            "title": t("title", number=order.full_number),
            "day": show_date(office_day(order.issued_at), language),
            "subject": t("opens", term=content["title"][language]),
            "ground": t("ground", proposers=", ".join(_proposers(content, say, language))),
            "points": [t("point_term"), t("point_dates"), t("point_fee"), t("point_courses")],
            "dates": [[say.text(language, f"chain.{name}"), _shown(at, language)] for name, at in content["dates"]],
            "columns": [say.text(language, key) for key in COLUMNS],
            "rows": [_row(course, language) for course in content["courses"]],
            "signer": t("signer"),
            "footer": t("footer", number=order.full_number, seed=content["seed"]),
        },
    )


COLUMNS = ("term.code", "term.course", "term.credits", "proposal.groups", "term.seats")


def _proposers(content: Mapping[str, Any], say: Texts, language: str) -> list[str]:
    return [
        f"{row['title'][language]} ({say.text(language, 'proposal.by_students')})"
        if row["by_students"]
        else row["title"][language]
        for row in content["proposals"]
    ]


def _row(course: Mapping[str, Any], language: str) -> list[str]:
    return [course["code"], course["title"][language], *(str(course[key]) for key in ("credits", "groups", "seats"))]


def _shown(written: str, language: str) -> str:
    """A day, or a moment of Almaty."""
    if "T" in written:
        return show_moment(datetime.fromisoformat(written), language)
    return show_date(date.fromisoformat(written), language)
