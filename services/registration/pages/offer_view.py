"""The accepted offer as people read it (R8.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.i18n import show_date
from shared.money import Money
from shared.web import current_language, t
from shared.web.language import current_texts


@dataclass(frozen=True, slots=True)
class Document:
    """Facts of the offer, and the refund table."""

    facts: Sequence[tuple[str, Any]]
    refunds: Sequence[tuple[str, str]]


def document(content: Mapping[str, Any], digest: str) -> Document:
    """The kept document in the reader's language; its content is never changed."""
    dates = {name: date.fromisoformat(content["dates"][name]) for name in ("starts_on", "ends_on", "due_on")}
    first, last = (show_date(dates[name], current_language()) for name in ("starts_on", "ends_on"))
    refunds = content["refunds"]
    weeks = [(t("offer.refund_week", n=n), f"{percent} %") for n, percent in enumerate(refunds["weeks"], start=1)]
    return Document(
        facts=[
            (t("offer.course"), f"{content['course']} {content['titles'][current_language()]}"),
            (t("offer.section"), content["section"]),
            (t("offer.specialty"), content["specialty"]),
            (t("offer.credits"), content["credits"]),
            (t("offer.price"), Money.of(content["price"])),
            (t("offer.amount"), Money.of(content["amount"])),
            (t("offer.starts"), f"{first} – {last}"),
            (t("case.due_at"), t("offer.due", due_on=dates["due_on"])),
            (t("offer.policies"), ", ".join(map(_policy, content["policies"]))),
            (t("offer.digest"), digest[:16]),
        ],
        refunds=[
            (t("offer.refund_before"), f"{refunds['before_start']} %"),
            *weeks,
            (t("offer.refund_later"), f"{refunds['later']} %"),
        ],
    )


def _policy(cited: str) -> str:
    """A policy and its version, `refunds v1`, in the reader's language."""
    code, _, version = cited.partition(" ")
    return f"{t(f'policy.{code}')} {version}".strip() if current_texts().has(f"policy.{code}") else cited
