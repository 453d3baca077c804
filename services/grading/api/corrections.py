"""`/grading/api/v1/corrections`: corrections and certificates, proposed by one and decided by another (R5.3, D10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from services.grading.api.lines import ActLineOut
from services.grading.api.papers import ScanIn, upload_of
from services.grading.db import db
from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import Correction
from services.grading.queries import acts
from services.grading.usecases import certificates, corrections
from services.grading.usecases.corrections import Ground
from shared.web import (
    ApiSchema,
    MarkField,
    Paged,
    PageOf,
    PageQuery,
    WholeNumber,
    Word,
    allows,
    api_blueprint,
    current_actor,
    page_of,
    reach,
    writes,
)

blp = api_blueprint("grading", "corrections", "Corrections of sealed sheets, certificates of illness")


class CorrectionLineOut(ActLineOut):
    """A line of the register."""

    correction_id = fields.UUID(required=True)
    source = fields.String(required=True)
    old = fields.String(allow_none=True)
    new = fields.String(allow_none=True)
    document = fields.String(required=True)
    proposed_name = fields.String(required=True)
    proposed_at = fields.AwareDateTime(required=True)
    decided_name = fields.String(allow_none=True)


class CorrectionOut(ApiSchema):
    """A correction as it stands."""

    correction_id = fields.UUID(required=True)
    number = WholeNumber(required=True)
    source = fields.String(required=True)
    status = fields.String(required=True)
    old_mark = fields.String(allow_none=True)
    new_mark = fields.String(allow_none=True)


class CertificateIn(ApiSchema):
    """A certificate of illness: who, of which section, its number."""

    section_id = fields.UUID(required=True)
    student_id = fields.UUID(required=True)
    reason = Word(most=500, required=True)
    document = Word(most=60, required=True)
    scan = fields.Nested(ScanIn, allow_none=True, load_default=None)


class CorrectionIn(CertificateIn):
    """Another mark on a sealed list; of an examination sheet also "did not appear"."""

    kind = fields.String(required=True, validate=validate.OneOf(("exam", "attestation")))
    nth = WholeNumber(load_default=1, validate=[validate.Range(min=1, max=9)])
    mark = MarkField(allow_none=True, load_default=None)
    absent = fields.Boolean(load_default=False)


class DecisionIn(ApiSchema):
    """Approved or refused, and why."""

    approve = fields.Boolean(required=True)
    why = Word(most=500, required=True)


@blp.get("/")
@allows("grading.see_corrections")
@blp.arguments(PageQuery, location="query")
@blp.response(200, Paged(CorrectionLineOut))
def list_corrections(query: dict[str, Any]) -> PageOf:
    """The register within the caller's bounds, the newest first."""
    with db.read() as session:
        found = acts.corrections(reach("grading.see_corrections")).order_by(Correction.number.desc())
        return page_of(session, found, query)


@blp.post("/")
@allows("grading.propose_correction")
@blp.arguments(CorrectionIn)
@writes(blp, db, 201, CorrectionOut)
def propose(session: Session, body: dict[str, Any]) -> Correction:
    """The teacher asks for another mark (R5.3)."""
    entry = Entry(body["mark"], Appearance.DID_NOT_APPEAR if body["absent"] else None)
    place = (body["section_id"], body["student_id"], body["kind"], body["nth"])
    return corrections.propose(session, current_actor(), *place, entry, _ground(body))


@blp.post("/certificates")
@allows("grading.record_certificate")
@blp.arguments(CertificateIn)
@writes(blp, db, 201, CorrectionOut)
def bring_certificate(session: Session, body: dict[str, Any]) -> Correction:
    """The office takes a certificate of illness (D10)."""
    return certificates.bring(session, current_actor(), body["section_id"], body["student_id"], _ground(body))


@blp.post("/<uuid:correction_id>/decision")
@allows("grading.approve_correction")
@blp.arguments(DecisionIn)
@writes(blp, db, 200, CorrectionOut)
def decide(session: Session, body: dict[str, Any], correction_id: UUID) -> Correction:
    """The office approves, or refuses with its reason (R5.3, R1.2)."""
    return corrections.decide(session, current_actor(), correction_id, approve=body["approve"], why=body["why"])


def _ground(body: dict[str, Any]) -> Ground:
    return Ground(body["reason"], body["document"], upload_of(body["scan"]))
