"""What an expulsion review looks like to programs."""

from __future__ import annotations

from typing import Any

from services.registration.api.cases import EventOut
from services.registration.queries.reviews import Evidence, ReviewFile, Sitting
from shared.web import ApiSchema, WholeNumber, fields
from shared.web.fields import Moment


class ReviewLine(ApiSchema):
    case_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    student_number = fields.String(required=True)
    group = fields.String(required=True)
    ground = fields.String(required=True)
    step = fields.String(required=True)
    since = Moment(required=True)
    until = Moment(allow_none=True)
    way = fields.String(allow_none=True)
    opened_at = Moment(required=True)
    recorded_at = Moment(required=True)
    ended_at = Moment(allow_none=True)


class WaitingOut(ApiSchema):
    case_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    student_id = fields.UUID(required=True)
    name = fields.String(required=True)
    ground = fields.String(required=True)
    step = fields.String(required=True)
    since = Moment(required=True)
    until = Moment(allow_none=True)
    is_late = fields.Boolean(required=True)


class FactOut(ApiSchema):
    source = fields.String(required=True)
    what = fields.String(required=True)
    subject = fields.String(required=True)
    says = fields.Dict(required=True)
    as_of = Moment(required=True)
    gathered_at = Moment(required=True)


class EvidenceOut(ApiSchema):
    """A fact as it was frozen (none: it appeared later), and what was seen later beside it."""

    frozen = fields.Nested(FactOut, allow_none=True)
    later = fields.List(fields.Nested(FactOut), required=True)


class SaidOut(ApiSchema):
    kind = fields.String(required=True)
    advice = fields.String(required=True)
    words = fields.String(required=True)
    by = fields.String(required=True)
    as_deputy = fields.Boolean(required=True)
    said_at = Moment(required=True)


class ReviewPaperOut(ApiSchema):
    paper_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    sha256 = fields.String(required=True)
    sent_at = Moment(required=True)


class ProofOut(ApiSchema):
    """What became of a notice (R13.2)."""

    key = fields.String(required=True)
    what = fields.String(required=True)
    at = Moment(required=True)
    proof = fields.String(required=True)
    recorded_at = Moment(required=True)


class SeatOut(ApiSchema):
    person_id = fields.UUID(required=True)
    name = fields.String(required=True)
    is_chair = fields.Boolean(required=True)
    vote = fields.String(allow_none=True)
    dissent = fields.String(required=True)


class SittingOut(ApiSchema):
    commission_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    meets_at = Moment(required=True)
    place = fields.String(required=True)
    quorum = WholeNumber(required=True)
    number = fields.String(required=True)
    said = fields.String(required=True)
    outcome = fields.String(allow_none=True)
    signed_at = Moment(allow_none=True)
    seats = fields.List(fields.Nested(SeatOut), required=True)


class OrderOut(ApiSchema):
    """An order as it was issued; it has two times, and is never changed (R15.2)."""

    order_id = fields.UUID(required=True)
    full_number = fields.String(required=True)
    kind = fields.String(required=True)
    issued_at = Moment(required=True)
    recorded_at = Moment(required=True)
    content = fields.Dict(required=True)


class EffectOut(ApiSchema):
    """What the order did (``done``), what came back (``undone``), what could not (``lost``)."""

    effect_id = fields.UUID(required=True)
    state = fields.String(required=True)
    source = fields.String(required=True)
    what = fields.String(required=True)
    subject = fields.String(required=True)
    says = fields.Dict(required=True)
    at = Moment(required=True)
    settled_at = Moment(allow_none=True)
    settled_how = fields.String(required=True)


class ReviewOut(ApiSchema):
    """One review as one file."""

    case_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    student_id = fields.UUID(required=True)
    student = fields.String(required=True)
    student_number = fields.String(required=True)
    group = fields.String(required=True)
    ground = fields.String(required=True)
    what = fields.String(required=True)
    happened_on = fields.Date(allow_none=True)
    witness = fields.String(required=True)
    document = fields.String(required=True)
    opened_by = fields.String(allow_none=True)
    opened_at = Moment(required=True)
    step = fields.String(required=True)
    until = Moment(allow_none=True)
    word_needed = fields.String(required=True)
    word_why = fields.String(required=True)
    told_at = Moment(allow_none=True)
    reached_at = Moment(allow_none=True)
    reached_how = fields.String(required=True)
    explain_until = Moment(allow_none=True)
    appeal_until = Moment(allow_none=True)
    readmission_from = fields.Date(allow_none=True)
    cured_how = fields.String(required=True)
    cured_on = fields.Date(allow_none=True)
    closed_why = fields.String(required=True)
    decided_why = fields.String(required=True)
    way = fields.String(allow_none=True)
    ended_at = Moment(allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    words = fields.List(fields.Nested(SaidOut), required=True)
    papers = fields.List(fields.Nested(ReviewPaperOut), required=True)
    notices = fields.List(fields.Nested(ProofOut), required=True)
    sittings = fields.List(fields.Nested(SittingOut), required=True)
    orders = fields.List(fields.Nested(OrderOut), required=True)
    history = fields.List(fields.Nested(EventOut), required=True)


OWN = (
    "case_id", "number", "student_id", "ground", "what", "happened_on", "witness", "document", "opened_at",
    "word_needed", "word_why", "told_at", "reached_at", "reached_how", "explain_until", "appeal_until",
    "readmission_from", "cured_how", "cured_on", "closed_why", "decided_why", "way", "ended_at",
)  # fmt: skip
SITTING = ("commission_id", "kind", "state", "meets_at", "place", "quorum", "number", "said", "outcome", "signed_at")


def as_body(found: ReviewFile) -> dict[str, Any]:
    """A review as programs read it."""
    return {
        **{name: getattr(found.review, name) for name in OWN},
        "student": found.student, "student_number": found.number, "group": found.group, "opened_by": found.opened_by,
        "step": found.case.label, "until": found.case.due_at, "evidence": [_evidence(one) for one in found.evidence],
        "words": found.said, "papers": found.papers, "notices": found.notices,
        "sittings": [_sitting(one) for one in found.sittings], "orders": found.orders, "history": found.history,
    }  # fmt: skip


def _evidence(one: Evidence) -> dict[str, Any]:
    return {"frozen": one.frozen, "later": one.later}


def _sitting(one: Sitting) -> dict[str, Any]:
    return {**{name: getattr(one.commission, name) for name in SITTING}, "seats": one.seats}
