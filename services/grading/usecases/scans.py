"""Pictures of signed papers, kept with their hash (R5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.grading.domain.reasons import Reason
from services.grading.models import Scan
from shared.clock import now
from shared.errors import Refused
from shared.identity import Actor

KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
"""What may be kept, told by how a file begins, not by its name."""
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def keep(
    session: Session, actor: Actor, section_id: UUID | None, upload: Upload, student_id: UUID | None = None
) -> UUID:
    """Keep a scan; one that concerns a single student is shown to no other. Raises Refused."""
    if reasons := [*why_not(upload)]:
        raise Refused(reasons)
    scan_id = uuid4()
    session.execute(
        insert(Scan).values(
            scan_id=scan_id, section_id=section_id, student_id=student_id, name=upload.name[:200],
            media_type=_kind(upload.content), sha256=sha256(upload.content).hexdigest(), content=upload.content,
            sent_by=actor.person_id, sent_at=now(session).office,
        )
    )  # fmt: skip
    return scan_id


def why_not(upload: Upload) -> Iterator[Reason]:
    """Only a PDF or a JPEG of bearable size."""
    if _kind(upload.content) is None:
        yield Reason("scan_kind", "R5.1", {"name": upload.name[:60]})
    if len(upload.content) > LARGEST:
        yield Reason("scan_large", "R5.1", {"most": str(LARGEST // 1024 // 1024)})


def _kind(content: bytes) -> str | None:
    return next((kind for begins, kind in KINDS.items() if content.startswith(begins)), None)
