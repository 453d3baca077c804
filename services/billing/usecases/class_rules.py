"""Rules that class lines outside our services: they get a first and a last day, none is taken away (R14.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import ClassRuleRow
from shared.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class NewRule:
    """Lines with one of these words, or of one of these codes, go to clearing under this title."""

    number: int
    titles: Mapping[str, str]
    incoming: bool
    words: Sequence[str]
    unless_words: Sequence[str]
    purpose_codes: Sequence[str]
    valid_from: date


def add(session: Session, new: NewRule) -> ClassRuleRow:
    """Add a rule; lines that are loaded already stay where they are."""
    reasons = []
    if session.scalar(select(ClassRuleRow.rule_id).where(ClassRuleRow.number == new.number)):
        reasons.append(Reason("rule_number_taken", "R14.2", {"number": str(new.number)}))
    if not new.words and not new.purpose_codes:
        reasons.append(Reason("rule_without_sign", "R14.2"))
    if reasons:
        raise Refused(reasons)
    row = ClassRuleRow(
        rule_id=uuid4(), number=new.number, titles=dict(new.titles), incoming=new.incoming, words=list(new.words),
        unless_words=list(new.unless_words), purpose_codes=list(new.purpose_codes), valid_from=new.valid_from,
        valid_until=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def end(session: Session, rule_id: UUID, until: date) -> ClassRuleRow:
    """Its last day; operations after it are judged without it."""
    row = session.get(ClassRuleRow, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("class")
    if until < row.valid_from:
        raise Refused.because(Reason("ends_before_it_begins", "R14.2", {"since": f"date:{row.valid_from}"}))
    row.valid_until = until
    session.flush()
    return row
