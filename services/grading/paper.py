"""Attestation lists and examination sheets as PDF in the reader's language (R12.2)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from services.grading.queries.sheets import ListHead, ListLine, Lists
from shared.documents import pdf
from shared.i18n import Texts, show_mark, show_moment, texts

TEMPLATE = Path(__file__).parent / "documents" / "list.typ"


def attestation_pdf(lists: Lists, head: ListHead, language: str) -> bytes:
    """One attestation list."""
    say = texts("grading")
    columns = ["№", *(say.text(language, f"term.{name}") for name in ("student", "number", "group"))]
    rows = [
        [str(place), line.name, line.number, line.group, _mark(line.attestations[head.nth - 1], language)]
        for place, line in enumerate(lists.lines, start=1)
    ]
    title = say.text(language, "paper.attestation_list", n=head.nth, number=head.number)
    columns.append(say.text(language, "sheet.mark_0_100"))
    return _paper(lists, head, language, title=title, columns=columns, rows=rows, figures=[0, 4])


def exam_pdf(lists: Lists, head: ListHead, language: str) -> bytes:
    """The examination sheet with what every line comes to."""
    say = texts("grading")
    names = ("term.student", "term.number", "term.admission_rating", "term.exam", "paper.percent", "term.mark")
    columns = ["№", *(say.text(language, name) for name in names)]
    rows = [_exam_row(place, line, say, language) for place, line in enumerate(lists.lines, start=1)]
    title = say.text(language, "paper.exam_sheet", number=head.number)
    return _paper(lists, head, language, title=title, columns=columns, rows=rows, figures=[0, 3, 4, 5])


def _exam_row(place: int, line: ListLine, say: Texts, language: str) -> list[str]:
    result = line.result
    percent = "" if result is None or result.percent is None else str(result.percent)
    mark = "" if result is None else result.mark
    printed = say.text(language, f"mark.{mark}") if say.has(f"mark.{mark}") else mark
    return [
        str(place), line.name, line.number, _mark(line.rating, language), _mark(line.exam, language), percent, printed,
    ]  # fmt: skip


def _paper(lists: Lists, head: ListHead, language: str, **shape: Any) -> bytes:
    say = texts("grading")
    signed = show_moment(head.sealed_at, language) if head.sealed_at else ""
    season = say.text(language, f"season.{lists.season}")
    return pdf(
        TEMPLATE,
        {
            **shape,
            "language": language,
            "widths": ["1fr" if at == 1 else "auto" for at in range(len(shape["columns"]))],
            "about": [
                [say.text(language, "term.course"), f"{lists.course} {lists.titles.get(language, '')}".strip()],
                [say.text(language, "term.section"), lists.label],
                [say.text(language, "term.term"), f"{season} {lists.academic_year}/{lists.academic_year + 1}"],
                [say.text(language, "term.credits"), str(lists.credits)],
            ],
            "summary": say.text(language, "paper.students", n=len(lists.lines)),
            "teacher_says": say.text(language, "term.teacher"),
            "teacher": lists.teacher,
            "signature_says": say.text(language, "paper.signature"),
            "signature": f"{head.signature}, {signed}" if head.sealed_at else "____________________",
            "footer": say.text(language, "paper.sealed" if head.sealed_at else "paper.open"),
        },
    )


def _mark(mark: Decimal | None, language: str) -> str:
    return "" if mark is None else show_mark(mark, language)
