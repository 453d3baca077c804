"""The invoice as a PDF in the reader's language, with its arithmetic, our details and a QR code (R12.2)."""

from __future__ import annotations

from pathlib import Path

from services.billing.queries.papers import InvoicePaper
from shared.documents import pdf, qr_svg
from shared.i18n import show_date, show_money, texts

TEMPLATE = Path(__file__).parent / "documents" / "invoice.typ"


def invoice_pdf(paper: InvoicePaper, language: str, address: str) -> bytes:
    """The paper; the QR code holds the address of the payer's page, where every detail can be copied."""
    say = texts("billing")

    def t(key: str, **params: object) -> str:
        return say.text(language, f"paper.{key}", **params)

    price, amount = show_money(paper.price, language), show_money(paper.amount, language)
    return pdf(
        TEMPLATE,
        {
            "language": language,
            "title": t("title", number=paper.number),
            "issued": t("issued", day=show_date(paper.issued_on, language)),
            "about": [
                [t("student"), paper.student],
                [t("student_number"), paper.student_number],
                [t("due"), show_date(paper.due_on, language)],
                [t("state"), say.text(language, f"status.{paper.status}")],
            ],
            "qr": qr_svg(address),
            "qr_says": t("qr_says"),
            "columns": [t("course"), t("credits"), t("price"), t("sum")],
            "row": [paper.title(language), str(paper.credits), price, amount],
            "total_says": t("total"),
            "total": amount,
            "purpose_says": t("purpose_says"),
            "purpose": paper.purpose,
            "payee_says": t("payee_says"),
            "payee": [[t(name), value] for name, value in paper.payee(language)],
            "remarks": [t("remark_date"), t("remark_anyone"), t("remark_shortfall")],
        },
    )
