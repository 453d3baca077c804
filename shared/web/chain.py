"""The links of a case's chain in the reader's language, on a page and as a PDF that the auditor keeps (R1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response

import shared.documents
from shared.chain import Coded, Link
from shared.documents import pdf
from shared.i18n import show
from shared.web.language import current_language, t

TEMPLATE = Path(shared.documents.__file__).parent / "chain.typ"


@dataclass(frozen=True, slots=True)
class Worded:
    """A link as it is read."""

    title: str
    number: str
    day: str
    facts: Sequence[tuple[str, str]]
    digest: str


def worded(links: Iterable[Link]) -> list[Worded]:
    """The links in the caller's language."""
    return [_worded(link) for link in links]


def chain_pdf(title: str, subject: str, links: Iterable[Link], case_id: UUID, read_at: datetime, by: str) -> Response:
    """The same on paper, with who printed it and when."""
    language = current_language()
    data = {
        "language": language,
        "title": title,
        "subject": subject,
        "links": [asdict(link) for link in worded(links)],
        "footer": t("case_link.printed", case=str(case_id), at=read_at, by=by),
    }
    answer = Response(pdf(TEMPLATE, data), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{case_id}.pdf"'
    return answer


def _worded(link: Link) -> Worded:
    facts = [(t(f"case_link.{name}"), _shown(value)) for name, value in link.facts if value not in (None, "")]
    day = show(link.at, current_language()) if link.at else ""
    return Worded(t(f"case_link.of_{link.what}"), link.number, day, facts, link.digest)


def _shown(value: Any) -> str:
    return t(f"{value.under}.{value}") if isinstance(value, Coded) else show(value, current_language())
