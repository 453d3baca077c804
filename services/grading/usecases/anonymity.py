"""Who left long ago is called by his number: sealed papers and results stay (design: Data, money, proof)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.grading.usecases import copies
from shared.anonymity import blank, sweep
from shared.contracts.anonymity import NoteAnonymised, PersonAnonymised
from shared.messaging import publish


def forget(session: Session, events: Sequence[PersonAnonymised]) -> None:
    """The copy, and the name wherever else it may be changed; then say so."""
    copies.keep_people(session, [blank(event) for event in events])
    for event in events:
        sweep(session, event.words)
    publish(session, [NoteAnonymised(event.anonymisation_id, "grading") for event in events])
