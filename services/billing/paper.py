"""Invoice and cash receipt as a PDF in the reader's language, each with a QR code (R12.2, R14.2)."""

from __future__ import annotations

from pathlib import Path

from services.billing.queries.cash import ReceiptPaper
from services.billing.queries.papers import InvoicePaper
from shared.documents import pdf, qr_svg
from shared.i18n import show_date, show_moment, show_money, texts

DOCUMENTS = Path(__file__).parent / "documents"


def invoice_pdf(paper: InvoicePaper, language: str, address: str) -> bytes:
    """The paper; the QR code holds the address of the payer's page, where every detail can be copied."""
    say = texts("billing")

    def t(key: str, **params: object) -> str:
        return say.text(language, f"paper.{key}", **params)

    price, amount = show_money(paper.price, language), show_money(paper.amount, language)
    return pdf(
        DOCUMENTS / "invoice.typ",
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


def receipt_pdf(paper: ReceiptPaper, language: str, address: str) -> bytes:
    """A receipt of the cash desk; the QR code leads to the payer's page of its invoice."""
    say = texts("billing")

    def t(key: str, **params: object) -> str:
        return say.text(language, f"receipt.{key}", **params)

    invoice, kind = paper.invoice, "counter_title" if paper.is_counter else "title"
    about = [
        (t("payer"), f"{paper.payer} {paper.payer_id}".strip()), (t("amount"), show_money(paper.amount, language)),
        (t("received_on"), show_date(paper.received_on, language)), (t("invoice"), invoice.number),
        (t("student"), invoice.student), (t("course"), invoice.title(language)), (t("why"), paper.why),
        (t("cashier"), paper.cashier), (t("confirmer"), paper.confirmer),
        (t("taken_at"), show_moment(paper.taken_at, language)),
    ]  # fmt: skip
    return pdf(
        DOCUMENTS / "receipt.typ",
        {
            "language": language, "title": t(kind, number=paper.number), "payee": invoice.names.get(language, ""),
            "about": [[key, value] for key, value in about if value], "qr": qr_svg(address), "qr_says": t("qr_says"),
            "remarks": [t("remark_date"), say.text(language, "paper.remark_anyone")],
        },
    )  # fmt: skip
