"""The result certificate as PDF in the reader's language (R8.8, R12.2)."""

from __future__ import annotations

from pathlib import Path

from services.grading.queries.certificates import Certificate
from shared.documents import pdf
from shared.i18n import show_moment, texts

TEMPLATE = Path(__file__).parent / "documents" / "certificate.typ"


def certificate_pdf(certificate: Certificate, address: str, language: str) -> bytes:
    """One certificate with the address on which anybody verifies it."""
    say, said = texts("grading"), certificate.said

    def t(key: str, **params: object) -> str:
        return say.text(language, f"certificate.{key}", **params)

    mark = say.text(language, f"mark.{said['mark']}") if say.has(f"mark.{said['mark']}") else said["mark"]
    season = say.text(language, f"season.{said['season']}")
    return pdf(
        TEMPLATE,
        {
            "language": language,
            "title": t("title", number=str(certificate.number)),
            "lead": t("lead"),
            "about": [
                [say.text(language, "term.student"), said["student"]],
                [say.text(language, "term.course"), f"{said['course']} {said['titles'].get(language, '')}"],
                [say.text(language, "term.credits"), str(said["credits"])],
                [say.text(language, "term.term"), f"{season} {said['academic_year']}/{said['academic_year'] + 1}"],
                [say.text(language, "term.mark"), f"{mark}, {said['percent'] or 0} %"],
                [t("result"), t("passed") if said["passed"] else t("not_passed")],
            ],
            "sealed": t("sealed", at=show_moment(certificate.sealed_at, language)),
            "verify": t("verify"),
            "address": address,
            "digest": certificate.digest,
        },
    )
