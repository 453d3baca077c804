"""A result certificate by its digest, and whether its seal holds (R8.8, R5.4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models.certificates import ResultCertificate
from services.grading.settings import seal_public_key
from shared.errors import NotFound
from shared.seals import START, Seal, verify


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, with its seal."""

    number: int
    digest: str
    sealed_at: datetime
    said: dict[str, Any]
    holds: bool
    superseded_by: str | None = None
    """Digest of the certificate of the corrected result that holds now."""


def certificate(session: Session, digest: str) -> Certificate:
    """The certificate with this digest, its whole chain verified up to it. Raises NotFound."""
    row = session.scalar(select(ResultCertificate).where(ResultCertificate.digest == digest.lower()))
    if row is None:
        raise NotFound("certificate")
    chain = session.scalars(
        select(ResultCertificate).where(ResultCertificate.number <= row.number).order_by(ResultCertificate.number)
    )
    links = (
        (Seal(one.number, one.previous or START, one.digest, one.signature, one.key_id), one.document.encode())
        for one in chain
    )
    holds = verify(links, seal_public_key()) is None
    newest = session.scalars(
        select(ResultCertificate.digest)
        .where(ResultCertificate.case_id == row.case_id, ResultCertificate.revision > row.revision)
        .order_by(ResultCertificate.revision.desc())
    ).first()
    return Certificate(row.number, row.digest, row.sealed_at, json.loads(row.document), holds, newest)
