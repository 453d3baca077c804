"""Statements on their way from the preview to the books."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.billing.models import StatementDraft
from services.billing.usecases import statements
from services.billing.usecases.statements import LoadedFile
from shared.clock import now
from shared.errors import NotFound
from shared.identity import actor_of

KEPT = timedelta(days=1)


def keep(session: Session, content: bytes, name: str) -> str:
    """Keep a file that was sent for a preview; its name from now on is its hash. Older drafts go."""
    moment, actor, digest = now(session), actor_of(session), sha256(content).hexdigest()
    session.execute(delete(StatementDraft).where(StatementDraft.sent_at < moment.real - KEPT))
    draft = {"sha256": digest, "name": name, "content": content, "sent_at": moment.real}
    row = insert(StatementDraft).values(**draft, sent_by=actor.person_id if actor else None)
    session.execute(row.on_conflict_do_update(index_elements=["sha256"], set_={"sent_at": moment.real}))
    return digest


def content(session: Session, digest: str) -> tuple[bytes, str]:
    """The file and its name; raises NotFound when it has gone."""
    draft = session.get(StatementDraft, digest) if digest.isalnum() else None
    if draft is None:
        raise NotFound("draft")
    return draft.content, draft.name


def load(session: Session, digest: str) -> LoadedFile:
    """Load what was previewed; refused as any file."""
    raw, name = content(session, digest)
    loaded = statements.load(session, raw, name)
    session.execute(delete(StatementDraft).where(StatementDraft.sha256 == digest))
    return loaded
