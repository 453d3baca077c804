"""Sealing sheets into the chain (R5.3), and writing a sheet as the document that is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.grading.models import ChainHead, SealedDocument
from services.grading.models.documents import documents
from services.grading.settings import seal_key
from shared.clock import now
from shared.seals import canonical, seal

CHAIN = "sheets"


def append(session: Session, sheet_ids: Sequence[UUID]) -> None:
    """Seal these sheets, in this order, as the next links of the chain."""
    number, digest = lock(session)
    written = documents(session, sheet_ids)
    links: list[dict[str, Any]] = []
    for sheet_id in sheet_ids:
        document = canonical(written[sheet_id])
        link = seal(document, number + 1, digest, seal_key())
        number, digest = link.number, link.digest
        links.append(_row(sheet_id, link, document, session))
    session.execute(insert(SealedDocument), links)
    session.execute(update(ChainHead).where(ChainHead.name == CHAIN).values(number=number, digest=digest))


def lock(session: Session) -> tuple[int, str]:
    """Number and digest of the last link. One transaction at a time closes sheets: it is asked for first, before any
    sheet, so that chain, attempts and averages of two closings never mix."""
    head = select(ChainHead.number, ChainHead.digest).where(ChainHead.name == CHAIN).with_for_update()
    number, digest = session.execute(head).one()
    return number, digest


def _row(sheet_id: UUID, link: Any, document: bytes, session: Session) -> dict[str, Any]:
    return {
        "number": link.number,
        "sheet_id": sheet_id,
        "previous": link.previous,
        "digest": link.digest,
        "signature": link.signature,
        "key_id": link.key_id,
        "document": document.decode(),
        "sealed_at": now(session).office,
    }
