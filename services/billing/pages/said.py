"""Reasons, clues and lines of a statement in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.billing.domain.matching import Way
from shared.money import Money, total
from shared.web import current_language, t

HOW_LONG = 90


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a statement as a row of a table."""

    operation_on: date
    number: str
    received: Money | None
    spent: Money | None
    other: str
    purpose: str
    way: str
    why: str
    line_id: UUID | None = None
    """None in a preview."""


def why(reasons: Iterable[Any]) -> str:
    """Reasons in words, each with its rule."""
    return "; ".join(f"{t('reason.' + code, **params)} ({rule})" for code, rule, params in map(_parts, reasons))


def clues(codes: Iterable[str]) -> str:
    """What speaks for a candidate."""
    return ", ".join(t(f"clue.{code}") for code in codes)


def line(row: Any) -> LineShown:
    """A line that is loaded, or one of a preview."""
    given: dict[str, Any] = dict(row) if isinstance(row, Mapping) else row._asdict()
    incoming, amount, purpose = given["incoming"], given["amount"], given["purpose"]
    return LineShown(
        operation_on=given["operation_on"], number=given["number"], received=amount if incoming else None,
        spent=None if incoming else amount, other=given["payer_name"] if incoming else given["payee_name"],
        purpose=purpose if len(purpose) <= HOW_LONG else f"{purpose[:HOW_LONG]}…", way=given["way"],
        why=why(given["reasons"]), line_id=given.get("line_id"),
    )  # fmt: skip


def by_way(lines: Iterable[LineShown]) -> list[tuple[str, int, Money]]:
    """What became of the income: the way, how many lines, how much; what posted itself first."""
    income = [one for one in lines if one.received is not None]
    ways = sorted({one.way for one in income}, key=lambda way: (way != Way.POSTS, way))
    return [(way, *_sum(one.received for one in income if one.way == way)) for way in ways]


def _sum(amounts: Iterable[Money | None]) -> tuple[int, Money]:
    found = [amount for amount in amounts if amount is not None]
    return len(found), total(found)


def _parts(reason: Any) -> tuple[str, str, Mapping[str, str]]:
    if isinstance(reason, Mapping):
        return reason["code"], reason["rule"], _titled(reason.get("params", {}))
    return reason.code, reason.rule, _titled(reason.params)


def _titled(params: Mapping[str, str]) -> Mapping[str, str]:
    """A class rule has its title in each language."""
    title = params.get(f"title_{current_language()}")
    return {**params, "title": title} if title else params
