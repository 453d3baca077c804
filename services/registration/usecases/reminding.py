"""Reminders of an offer, of the choice after a course fell, of the end of applications (R13.1, R13.2).

One deadline for each; it sets the next when it acts, by the date that stands then. So after an outage one reminder
comes, not all that were missed, and a date that has moved moves its reminders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reminders import following, last_passed
from services.registration.models.applications import Application, State
from services.registration.models.seats import SeatOffer
from services.registration.models.terms import Term
from services.registration.usecases import term_notices
from services.registration.usecases.notices import notices
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.contracts.registration import ReminderDue
from shared.messaging import Due, publish, schedule


class Of(StrEnum):
    """What is reminded of."""

    OFFER = "offer"
    CHOICE = "choice"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody is waited for, since then, until then."""

    of: Of
    subject_id: UUID
    """The offer, the case, the term."""
    since: datetime
    until: datetime


Now = tuple[Awaited, datetime]
"""What is waited for, and the moment of the reminder."""


def begin(session: Session, awaited: Iterable[Awaited]) -> None:
    """Set the next reminder of each."""
    moment = now(session).office
    schedule(session, [
        Due(at, ReminderDue(one.of.value, one.subject_id, one.since), f"reminder:{one.of.value}:{one.subject_id}")
        for one in awaited
        if (at := following(one.since, one.until, moment)) is not None
    ])  # fmt: skip


def remind(session: Session, messages: Sequence[ReminderDue]) -> None:
    """Remind whoever is still waited for, once, and set the next."""
    moment = now(session).office
    since = {(one.of, one.subject_id): one.since for one in messages}
    for of, ends, tell in ((Of.OFFER, _offers, _offer), (Of.CHOICE, _choices, _choice), (Of.WINDOW, _windows, _window)):
        wanted = {subject_id: began for (kind, subject_id), began in since.items() if kind == of}
        found = ends(session, list(wanted)) if wanted else {}
        awaited = [Awaited(of, one, wanted[one], until) for one, until in found.items() if until > moment]
        due = [(one, at) for one in awaited if (at := last_passed(one.since, one.until, moment)) is not None]
        publish(session, tell(session, due) if due else [])
        begin(session, awaited)


def _offers(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    mine = SeatOffer.case_id.in_(ids), SeatOffer.outcome.is_(None), SeatOffer.answer.is_(None)
    return dict(session.execute(select(SeatOffer.case_id, SeatOffer.until).where(*mine)).all())


def _offer(session: Session, due: Sequence[Now]) -> list[Notify]:
    rows = session.execute(
        select(SeatOffer.case_id, Application)
        .join(Application, Application.case_id == SeatOffer.application_id)
        .where(SeatOffer.case_id.in_([one.subject_id for one, _ in due]))
    ).all()
    cases: dict[UUID, Application] = dict(rows)
    return _each(session, cases, due, "seat_offer_reminder")


def _choices(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    rows = session.execute(
        select(Application.case_id, Application.choose_until)
        .where(Application.case_id.in_(ids), Application.choice.is_(None))
        .where(Application.state != State.ENDED, Application.choose_until.is_not(None))
    )
    return {case_id: until for case_id, until in rows if until}


def _choice(session: Session, due: Sequence[Now]) -> list[Notify]:
    rows = session.scalars(select(Application).where(Application.case_id.in_([one.subject_id for one, _ in due])))
    return _each(session, {row.case_id: row for row in rows}, due, "course_choice_reminder")


def _each(session: Session, cases: Mapping[UUID, Application], due: Sequence[Now], template: str) -> list[Notify]:
    """Each said once for its moment."""
    found = {cases[one.subject_id].case_id: (one, at) for one, at in due if one.subject_id in cases}
    values = {case_id: {"until": one.until} for case_id, (one, _) in found.items()}
    said = notices(session, list(cases.values()), template, values)
    return [replace(one, key=f"{one.key}:{found[one.case_id][1].isoformat()}") for one in said if one.case_id in found]


def _windows(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    rows = session.scalars(select(Term).where(Term.term_id.in_(ids), Term.status == "published", Term.dates.has()))
    return {term.term_id: term.dates.closes_at for term in rows if term.dates}


def _window(session: Session, due: Sequence[Now]) -> list[Notify]:
    return [
        said
        for one, at in due
        for said in term_notices.window_closing(session, session.get_one(Term, one.subject_id), at.isoformat())
    ]
