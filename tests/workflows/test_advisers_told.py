"""Advisers hear of the applications of their students once a day, in time to object (R8.3, R13.2)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from services.notifications.models import Notice
from services.registration.models.campus import Group, Student
from services.registration.queries.calendar import working_days
from services.registration.usecases import advising
from shared.clock import at, office_day
from shared.contracts.registration import AdvisersDue
from shared.identity.reach import Reach
from shared.messaging import publish
from tests.databases import Bound
from tests.workflows.office import Office
from tests.workflows.test_summer_way import nothing_is_left_lying


def advisers_of(office: Office, students: list[UUID]) -> Counter[UUID]:
    """How many of these students each adviser has."""
    with office.of.registration.read() as session:
        query = select(Group.adviser_id).join(Student).where(Student.student_id.in_(students))
        return Counter(one for one in session.scalars(query) if one)


def told(office: Office) -> dict[UUID, list[str]]:
    """The numbers that each adviser was told, in order."""
    with office.of.notifications.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.template == "students_applied").order_by(Notice.said_at)
        ).all()
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row.params["number"].removeprefix("number:"))
    return found


def next_morning(office: Office) -> None:
    with office.of.registration.read() as session:
        day = working_days(session).shift(office_day(office.now()), 1)
    office.to(at(day, 9))


def test_once_a_day_with_the_number_and_the_end_of_his_time(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=6)
    office.to(office.dates.opens_at + timedelta(hours=1))
    first, later = office.debtors[:4], office.debtors[4:5]
    office.apply(first[:2])
    office.to(office.dates.opens_at + timedelta(hours=9))
    office.apply(first[2:])
    assert told(office) == {}, "his day is tomorrow"
    next_morning(office)
    expected = {adviser: [str(number)] for adviser, number in advisers_of(office, first).items()}
    assert expected
    assert told(office) == expected
    office.apply(later)
    (adviser,) = advisers_of(office, later)
    with office.of.registration.read() as session:
        found = advising.to_object(session, Reach(), adviser)
    assert max(one["until"] for one in found) > office.now()
    assert {one["student_id"] for one in found} >= set(later)
    next_morning(office)
    assert told(office)[adviser] == [*expected.get(adviser, []), "1"]
    next_morning(office)
    assert sum(map(len, told(office).values())) == len(expected) + 1, "nothing new, nothing said"
    nothing_is_left_lying(office)


def test_after_an_outage_he_hears_once_of_what_he_may_still_object_to(undone_databases: Bound) -> None:
    office = Office(undone_databases, capacity=6)
    office.to(office.dates.opens_at + timedelta(hours=1))
    office.apply(office.debtors[:2])
    office.set_clock(office.dates.opens_at + timedelta(days=9))
    with office.of.registration.transaction() as session:
        opened, term_id = office.dates.opens_at - timedelta(hours=9), office.dates.term_id
        publish(session, [AdvisersDue(term_id, opened), AdvisersDue(term_id, opened + timedelta(days=1))])
    office.wire.carry()
    assert told(office) == {}, "his time was over: nothing could be done any more"
