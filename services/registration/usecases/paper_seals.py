"""Orders and certificates are sealed into a chain as they are issued: nobody back-dates or changes one (R15.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.orders import Order
from services.registration.models.review_effects import Certificate, PaperHead, SealedPaper
from services.registration.settings import seal_key, seal_public_key
from shared.clock import now
from shared.seals import Broken, Head, Seal, canonical, seal, verify

CHAIN = "papers"
ORDER, CERTIFICATE = "order", "academic_certificate"


def append(session: Session, paper: Order | Certificate) -> None:
    """Seal a paper as the next link; its two times, the office's and the real one, are sealed with it."""
    head = session.get_one(PaperHead, CHAIN, with_for_update=True, populate_existing=True)
    document = canonical(written(paper))
    link = seal(document, head.number + 1, head.digest, seal_key())
    session.add(
        SealedPaper(
            number=link.number, paper_id=_id(paper), kind=_kind(paper), previous=link.previous, digest=link.digest,
            signature=link.signature, key_id=link.key_id, document=document.decode(), sealed_at=now(session).office,
        )
    )  # fmt: skip
    head.number, head.digest = link.number, link.digest
    session.flush()


def written(paper: Order | Certificate) -> Mapping[str, Any]:
    """A paper as it is sealed."""
    return {
        "id": str(_id(paper)), "kind": _kind(paper), "number": paper.full_number, "issued_at": paper.issued_at,
        "recorded_at": paper.recorded_at, "content": paper.content,
    }  # fmt: skip


def check(session: Session, head: Head | None = None) -> Broken | None:
    """The first place where the chain does not hold, or where a paper differs from what was sealed (R15.2)."""
    links = list(session.scalars(select(SealedPaper).order_by(SealedPaper.number)))
    papers = {paper_id: canonical(said) for paper_id, said in _now(session)}
    found = verify(((_seal(link), papers.get(link.paper_id, b"")) for link in links), seal_public_key(), head)
    last = session.get(PaperHead, CHAIN)
    if found is None and last is not None and last.number != len(links):
        return Broken(len(links) + 1, "missing")
    return found


def _now(session: Session) -> Iterator[tuple[UUID, Mapping[str, Any]]]:
    for paper in (*session.scalars(select(Order)), *session.scalars(select(Certificate))):
        yield _id(paper), written(paper)


def _seal(link: SealedPaper) -> Seal:
    return Seal(link.number, link.previous, link.digest, link.signature, link.key_id)


def _id(paper: Order | Certificate) -> UUID:
    return paper.order_id if isinstance(paper, Order) else paper.certificate_id


def _kind(paper: Order | Certificate) -> str:
    return f"{ORDER}.{paper.kind}" if isinstance(paper, Order) else CERTIFICATE
