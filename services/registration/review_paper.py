"""Papers of an expulsion review as PDF: the order and its draft, the revoking order, the academic certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from services.registration.models.orders import Order
from services.registration.models.review_effects import Certificate
from shared.clock import office_day
from shared.documents import pdf
from shared.i18n import meant, show, show_date, texts

TEMPLATE = Path(__file__).parent / "documents" / "review.typ"
RESULTS = ("code", "title", "credits", "percent", "mark")


def expulsion_pdf(order: Order, language: str) -> bytes:
    """The order of expulsion, or the one that revokes it, as it was issued (R12.2, R15.2)."""
    say = Words(language)
    return say.paper(
        title=say("title", number=order.full_number),
        day=show_date(office_day(order.issued_at), language),
        subject=say(f"subject_{order.kind}"),
        points=_points(say, order.kind, order.content),
        signer=say("rector"),
        footer=say("footer", number=order.full_number, case=order.content["case"]),
    )


def points(kind: str, content: Mapping[str, Any], language: str) -> list[str]:
    """What an order about a student says, point by point."""
    return _points(Words(language), kind, content)


def draft_pdf(content: Mapping[str, Any], language: str) -> bytes:
    """The same before it is signed: without a number, and marked as a draft (R11.1)."""
    say = Words(language)
    return say.paper(
        title=say("draft_title"),
        day="",
        subject=say("subject_expulsion"),
        points=_points(say, "expulsion", content),
        mark=say("draft"),
        signer=say("rector"),
        footer=say("footer", number="–", case=content["case"]),
    )


def certificate_pdf(paper: Certificate, language: str) -> bytes:
    """The academic certificate: every result to the day of the order (R11.4, R12.2)."""
    say, content = Words(language), paper.content
    return say.paper(
        title=say("certificate_title", number=paper.full_number),
        day=show_date(office_day(paper.issued_at), language),
        subject=content["student"]["name"],
        points=[say("certificate_of", **_student(content, language)), say("certificate_until", **_ends(say, content))],
        parts=[
            {
                "title": say("results"),
                "pairs": [],
                "columns": [say(f"column_{name}") for name in RESULTS],
                "rows": [_result(row, language) for row in content["results"]],
            }
        ],
        signer=say("registrar"),
        footer=say("certificate_footer", number=paper.full_number),
        numbered=False,
    )


class Words:
    """The texts of these papers in one language."""

    def __init__(self, language: str) -> None:
        self.language, self._texts = language, texts("registration")

    def __call__(self, key: str, **params: object) -> str:
        return self._texts.text(self.language, f"review_paper.{key}", **params)

    def text(self, key: str) -> str:
        """A text by its whole key; one that there is not, as it stands."""
        return self._texts.text(self.language, key) if self._texts.has(key) else key

    def shown(self, written: str) -> str:
        """A value with the prefix of its kind, as this language prints it."""
        return (
            self.text(written.removeprefix("text:"))
            if written.startswith("text:")
            else show(meant(written), self.language)
        )

    def day(self, written: str | None) -> str:
        return show_date(date.fromisoformat(written), self.language) if written else "–"

    def paper(
        self, *, title: str, day: str, subject: str, points: Sequence[str], signer: str, footer: str,
        parts: Sequence[Mapping[str, Any]] = (), mark: str = "", numbered: bool = True,
    ) -> bytes:  # fmt: skip
        """The PDF."""
        data = {
            "language": self.language, "title": title, "day": day, "subject": subject, "points": list(points),
            "parts": list(parts), "signer": signer, "footer": footer, "mark": mark, "numbered": numbered,
        }  # fmt: skip
        return pdf(TEMPLATE, data)


def _points(say: Words, kind: str, content: Mapping[str, Any]) -> list[str]:
    who = _student(content, say.language)
    if kind == "revocation":
        why = say.text(f"revocation_why.{content['why']}")
        said = ", ".join(part for part in (why, content["words"], content["document"]) if part)
        return [
            say("revokes", number=content["revokes"], date=say.day(content["revoked_on"]), **who),
            say("revoked_because", why=said),
            say("all_back"),
        ]
    ground = say.text(f"ground.{content['ground']}")
    points = [
        say("expels", date=say.day(content["from_on"]), **who),
        say("because", letter=content["letter"], ground=ground, what=say.shown(content["what"])),
        say("told", date=say.day(content["told_on"])),
    ]
    if content["protocol"]:
        points.append(say("protocol", number=content["protocol"], date=say.day(content["protocol_on"])))
    return [*points, say("effects"), *_readmission(say, content)]


def _readmission(say: Words, content: Mapping[str, Any]) -> list[str]:
    day = content["readmission_from"]
    return [say("readmission", date=say.day(day))] if day else []


def _ends(say: Words, content: Mapping[str, Any]) -> dict[str, str]:
    return {
        "number": content["order"], "date": say.day(content["from_on"]),
        "readmission": say.day(content["readmission_from"]),
    }  # fmt: skip


def _student(content: Mapping[str, Any], language: str) -> dict[str, str]:
    student = content["student"]
    return {
        "name": student["name"], "number_of_student": student["number"], "faculty": student["faculty"][language],
        "specialty": f"{student['specialty']} {student['specialty_title'][language]}", "group": student["group"],
        "year": str(student["year"]),
    }  # fmt: skip


def _result(row: Mapping[str, str], language: str) -> list[str]:
    title = row.get(f"title_{language}", "")
    return [
        row["course"],
        title,
        *(show(meant(row.get(name, "–")), language) for name in ("credits", "percent", "mark")),
    ]
