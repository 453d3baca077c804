"""Expulsion reviews through all services: told, heard, decided, undone; each message twice (R11)."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from services.registration.models.campus import Student
from services.registration.models.review_effects import Certificate, ReviewEffect
from services.registration.queries import review_effects, reviews
from services.registration.review_file_paper import file_pdf, parts
from services.registration.review_paper import Words
from services.registration.usecases import paper_seals
from shared.errors import Refused
from shared.identity.reach import Reach
from tests.databases import Bound
from tests.workflows.review_desk import Desk
from tests.workflows.test_summer_way import nothing_is_left_lying


def standing(desk: Desk) -> tuple[str, str]:
    with desk.of.registration.read() as session:
        student = session.get_one(Student, desk.student)
        return student.status, student.funding


def effects(desk: Desk, case: UUID, state: str) -> set[str]:
    with desk.of.registration.read() as session:
        mine = ReviewEffect.case_id == case, ReviewEffect.state == state
        return set(session.scalars(select(ReviewEffect.what).where(*mine)))


def test_somebody_is_expelled_only_after_everybody_was_heard(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    assert desk.stands(case) == "he opens the notice"
    with pytest.raises(Refused):
        desk.signs(case)
    desk.to_the_rector(case)
    assert desk.stands(case) == "the rector decides"
    order = desk.signs(case)
    assert (order.kind, order.content["letter"]) == ("expulsion", "f")
    assert standing(desk)[0] == "expelled"
    assert desk.stands(case) == "he may appeal"
    assert {"standing", "readmission", "certificate"} <= effects(desk, case, "done")
    with desk.of.registration.read() as session:
        paper = session.scalars(select(Certificate).where(Certificate.review_id == case)).one()
        assert paper.content["results"] and paper_seals.check(session) is None
        found = reviews.review_file(session, case, Reach(everything=True))
        effects_of = review_effects.of_review(session, case)
        assert file_pdf(found, effects_of, "kk").startswith(b"%PDF")
        written = str(list(parts(Words("ru"), found, effects_of)))
        assert not re.findall(r"\b[a-z]+(?:_[a-z]+)+\b|registration\.[a-z]+", written), "no codes"
        assert {one.fact.source for one in found.evidence} >= {"grading", "registration"}
    desk.days(20)
    assert desk.stands(case) == "expelled"
    nothing_is_left_lying(desk)


@pytest.mark.parametrize(("proposal", "way"), [("kept", "expelled"), ("revoked", "revoked"), ("reopened", "reopened")])
def test_an_appeal_is_decided_by_others_and_what_the_order_did_is_undone(
    undone_databases: Bound, proposal: str, way: str
) -> None:
    desk = Desk(undone_databases)
    before = standing(desk)
    case = desk.open_by_hand()
    desk.to_the_rector(case)
    desk.signs(case)
    desk.appeals(case)
    with pytest.raises(Refused, match="member_involved"):
        desk.calls(case, kind="appeal")
    desk.appeal_is_decided(case, proposal)
    assert desk.stands(case) == way
    if way != "expelled":
        order = desk.revokes(case)
        assert order.content["revokes"].endswith("-1")
        assert standing(desk) == before
        assert effects(desk, case, "undone") >= {"standing", "readmission"}
    assert [one.reopens for one in desk.cases() if one.case_id != case] == ([case] if way == "reopened" else [])
    nothing_is_left_lying(desk)
