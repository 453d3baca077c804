"""Who left long ago is called by his number: books, bank files and receipts of the desk stay (R14.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.billing.models import DeclaredPayment, Student
from services.billing.usecases import copies
from shared.anonymity import BLANK, blank, sweep
from shared.contracts.anonymity import NoteAnonymised, PersonAnonymised
from shared.messaging import publish


def forget(session: Session, events: Sequence[PersonAnonymised]) -> None:
    """The copies, the receipts he sent, and the name wherever else it may be changed; then say so."""
    people = [event.person_id for event in events]
    copies.keep_people(session, [blank(event) for event in events])
    session.execute(update(Student).where(Student.student_id.in_(people)).values(iin=None))
    sent = update(DeclaredPayment).where(DeclaredPayment.student_id.in_(people))
    session.execute(sent.values(content=b"", file_name=BLANK, declarer=BLANK))
    for event in events:
        sweep(session, event.words)
    publish(session, [NoteAnonymised(event.anonymisation_id, "billing") for event in events])
