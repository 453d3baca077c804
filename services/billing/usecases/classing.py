"""A line that waits is not for us: finance puts it to clearing by hand, with a reason (R14.2)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from services.billing.domain import books
from services.billing.domain.assigning import Share
from services.billing.domain.books import Kind
from services.billing.domain.matching import Waits
from services.billing.domain.reasons import Reason
from services.billing.models import ClassRuleRow, LineAct
from services.billing.usecases import assigning, line_acts
from services.billing.usecases.books import Booking, enter
from shared.errors import NotFound, Refused


def to_clearing(session: Session, line_id: UUID, rule_id: UUID, why: str) -> LineAct:
    """Book the whole line under a class of income; the reason is kept with the act."""
    line, item = line_acts.waiting(session, line_id, Waits.UNKNOWN)
    line_acts.who(session)
    rule = session.get(ClassRuleRow, rule_id)
    if rule is None or not rule.incoming:
        raise NotFound("class")
    if not why.strip():
        raise Refused.because(Reason("ground_missing", "R14.2"))
    assigning.lock(session, line, ())
    postings = books.classed(str(line.line_id), str(rule_id), line.amount.tiyn)
    enter(session, [Booking(Kind.CLASSED, postings, line.operation_on, line_id=line.line_id)])
    noted = line_acts.note(session, line, "class", [Share(line.amount.tiyn)], why)
    line_acts.decided(session, line, item, "cleared")
    return noted[0]
