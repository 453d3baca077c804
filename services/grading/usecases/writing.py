"""A teacher writes to his group: each student gets it once, in his inbox and by the channels he chose (R13.2)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.grading.queries.sheets import lists
from shared.contracts.notifications import Notify
from shared.errors import NotFound
from shared.identity import Actor
from shared.messaging import publish


def to_group(session: Session, actor: Actor, section_id: UUID, text: str) -> int:
    """Send a message to everybody on the list as of now; answers to how many."""
    found = lists(session, section_id)
    if not found.lines:
        raise NotFound("sheet")
    message_id = uuid4()
    params = {"by": actor.name, "course": found.course, "section": found.label, "text": text}
    publish(
        session,
        [
            Notify(f"teacher_message:{message_id}:{line.student_id}", line.student_id, "teacher_message", params)
            for line in found.lines
        ],
    )
    return len(found.lines)
