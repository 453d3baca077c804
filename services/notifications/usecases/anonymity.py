"""Who left long ago has no name, address or letter here; that he was told stays on record (R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.notifications.models import Delivery
from services.notifications.post import files
from services.notifications.settings import settings
from services.notifications.usecases import people
from shared.anonymity import blank, sweep
from shared.contracts.anonymity import NoteAnonymised, PersonAnonymised
from shared.messaging import publish


def forget(session: Session, events: Sequence[PersonAnonymised]) -> None:
    """The copy, addresses, letters that lie as files, the name in what others were told; then say so."""
    people.keep(session, [blank(event) for event in events])
    his = Delivery.person_id.in_([event.person_id for event in events])
    _burn(settings().var / "mail", session.scalars(select(Delivery.proof).where(his, Delivery.proof.is_not(None))))
    session.execute(update(Delivery).where(his).values(address=None))
    for event in events:
        files.blot(settings().var / "mail", event.words)
        sweep(session, event.words)
    publish(session, [NoteAnonymised(event.anonymisation_id, "notifications") for event in events])


def _burn(folder: Path, proofs: Iterable[str | None]) -> None:
    """Remove the letters that were written as files."""
    for proof in proofs:
        if proof and proof.startswith(files.PROOF):
            (folder / proof.removeprefix(files.PROOF)).unlink(missing_ok=True)
