"""Staff acts for a student on a paper; he is told, may object, and the chairman decides (R1.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.registration.domain import behalf as rules
from services.registration.models.accounts import SignIn
from services.registration.models.behalf import ActForStudent
from services.registration.models.people import Person
from services.registration.queries.staff import holders
from services.registration.usecases.notices import typed
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish

MINE = "/registration/my/acted-for-me"
DECIDE = ("chairman",)


def begin(session: Session, row: SignIn, student_id: UUID, ground: str, paper: str) -> ActForStudent:
    """From now on this sign-in acts for him: ground and paper stay, and he is told at once."""
    moment = now(session)
    act = ActForStudent(
        behalf_id=uuid4(), session_id=row.session_id, staff_id=row.person_id, student_id=student_id,
        ground=ground.strip(), paper=paper.strip(), began_at=moment.office, **recorded(session),
    )  # fmt: skip
    session.add(act)
    session.flush()
    staff = session.get_one(Person, row.person_id)
    params = {
        "by": f"{staff.surname} {staff.given_name}", "what": "text:act.for_student", "why": act.ground,
        "paper": act.paper, "page": MINE,
    }  # fmt: skip
    publish(
        session,
        [Notify(f"acted_for_you:{act.behalf_id}", student_id, "acted_for_you", params, required_by_law=True)],
    )
    return act


def end(session: Session, session_id: UUID, at: datetime) -> None:
    """The sign-in acts for him no more."""
    open_acts = (ActForStudent.session_id == session_id, ActForStudent.ended_at.is_(None))
    session.execute(update(ActForStudent).where(*open_acts).values(ended_at=at))


def object_to(session: Session, behalf_id: UUID, student_id: UUID, words: str) -> ActForStudent:
    """The student objects to what was done for him; the chairman is told. Raises Refused, NotFound."""
    act = _act(session, behalf_id)
    if act.student_id != student_id:
        raise NotFound("act")
    reasons = list(rules.objection_refused(words, already=act.objected_at is not None))
    if reasons:
        raise Refused(reasons)
    moment = now(session).office
    act.objection, act.objected_at = words.strip(), moment
    session.flush()
    people = holders(session, now(session).day, *DECIDE)
    publish(session, [_told(session, "behalf_objected", act, person, act.objection) for person in people])
    return act


def decide(session: Session, behalf_id: UUID, founded: bool, why: str) -> ActForStudent:
    """The chairman decides about the objection, never about his own act; student and staff are told."""
    act, actor = _act(session, behalf_id), actor_of(session)
    if actor is None:
        raise NotFound("person")
    reasons = list(
        rules.decision_refused(
            actor.person_id, act.staff_id, objected=act.objected_at is not None, decided=act.decided_at is not None
        )
    )
    if reasons:
        raise Refused(reasons)
    moment = now(session).office
    act.decision, act.why = "founded" if founded else "unfounded", why.strip()
    act.decided_by, act.decided_at = actor.person_id, moment
    session.flush()
    told = (act.student_id, act.staff_id)
    publish(session, [_told(session, f"behalf_{act.decision}", act, person, act.why) for person in told])
    return act


def _act(session: Session, behalf_id: UUID) -> ActForStudent:
    act = session.scalar(select(ActForStudent).where(ActForStudent.behalf_id == behalf_id).with_for_update())
    if act is None:
        raise NotFound("act")
    return act


def _told(session: Session, template: str, act: ActForStudent, person_id: UUID, why: str) -> Notify:
    staff, student = session.get_one(Person, act.staff_id), session.get_one(Person, act.student_id)
    page = MINE if person_id == act.student_id else "/registration/acts-for-students"
    values = {"by": staff.name, "name": student.name, "paper": act.paper, "why": why or "–", "page": page}
    return Notify(f"{template}:{act.behalf_id}:{person_id}", person_id, template, typed(values))
