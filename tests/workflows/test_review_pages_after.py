"""The pages behind the order of an expulsion: appeal, revocation, effects; and what a person says beside it (R11.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.registration.usecases import review_effects
from shared.identity import Actor
from tests.databases import Bound
from tests.workflows.test_review_pages import REVIEWS, Pages

UNSETTLED = f"{REVIEWS}/unsettled"


@pytest.fixture
def pages(undone_databases: Bound) -> Pages:
    return Pages(undone_databases)


def test_an_appeal_goes_by_the_pages_to_the_revoking_order_and_to_what_cant_come_back(pages: Pages) -> None:
    desk = pages.desk
    case_id = desk.open_by_hand()
    desk.to_the_rector(case_id)
    desk.signs(case_id)
    case = f"{REVIEWS}/{case_id}"
    with pages.as_(desk.himself, "kk"):
        pages.send(f"{case}/appeal", {"words": ""}, 422)
        pages.send(f"{case}/appeal", {"words": "The witness was not heard"})
        assert f"{case}/appeal" not in pages.read(case), "once"
    others_sit_at_their_second_day(pages, case)
    with pages.as_(pages.staff("rectorate")):
        assert case in pages.read(f"{REVIEWS}/waiting")
        assert "Revocation of the order" in pages.read(case)
        pages.send(f"{case}/revoking-order", {}, 422)
        with desk.of.registration.transaction() as session:
            review_effects.note(session, case_id, "lost", "course", "", {"course": "MATH 1", "why": "seat_given_on"})
        pages.send(f"{case}/revoking-order", {"agreed": "y"})
        assert case not in pages.read(f"{REVIEWS}/waiting")
    what_cant_come_back_is_settled(pages, case)


def others_sit_at_their_second_day(pages: Pages, case: str) -> None:
    """On the first they had no quorum."""
    desk, lead = pages.desk, pages.staff("leading_specialist")
    chair, *members = desk.teachers(3, 3)
    nobody = dict.fromkeys((f"member_{nth}" for nth in range(3, 7)), "")
    named = {**nobody, "chair": chair, "member_1": members[0], "member_2": members[1], "place": "Room 102"}
    with pages.as_(lead):
        for sits in (False, True):
            day = desk.now() + timedelta(days=10)
            pages.send(f"{case}/commission", {**named, "meets_at": f"{day:%Y-%m-%dT15:00}"})
            assert "failed-sitting" not in pages.read(case), "its day has not come"
            desk.to(day + timedelta(days=1))
            if not sits:
                pages.send(f"{case}/failed-sitting", {"why": "No quorum"})
                assert "No quorum" in pages.read(case)
        votes = {f"vote_{nth}": "for" for nth in range(3)}
        pages.send(f"{case}/protocol", {"said": "Heard the witness", "proposal": "revoked", **votes})
    with pages.as_(Actor(chair, "the chair", desk.chair().roles)):
        pages.send(f"{case}/signature")


def what_cant_come_back_is_settled(pages: Pages, case: str) -> None:
    with pages.as_(pages.staff("leading_specialist")):
        assert UNSETTLED in pages.read(f"{REVIEWS}/waiting")
        assert "course: MATH 1; why: the seat was given on" in pages.read(UNSETTLED)
        address = next(part for part in pages.read(case).split('"') if part.startswith(f"{UNSETTLED}/"))
        pages.send(address, {"how": ""}, 422)
        pages.send(address, {"how": "A seat was added by exception 4"})
        shown = pages.read(case)
        assert "A seat was added by exception 4" in shown and address not in shown
        assert "Nothing is left to settle" in pages.read(UNSETTLED)
        pages.send(address, {"how": "Twice"}, 409)
    with pages.as_(pages.desk.himself):
        assert UNSETTLED not in pages.read(case)
        assert pages.client.get(UNSETTLED).status_code == 403


def test_a_person_says_that_it_goes_on_he_reads_it_on_its_page_and_absences_are_excused(pages: Pages) -> None:
    desk = pages.desk
    desk.leaves("on_leave")
    case = f"{REVIEWS}/{desk.open_for_absence('share')}"
    with pages.as_(pages.staff("leading_specialist")):
        assert case in pages.read(f"{REVIEWS}/waiting")
        pages.send(f"{case}/word", {"why": "He asked for it himself"}, 422)
        pages.send(f"{case}/word", {"why": "He asked for it himself", "goes_on": "yes"})
        assert "He asked for it himself" in pages.read(case)
    with pages.as_(desk.himself, "ru"):
        assert f"{case}/read" in pages.read(case)
        pages.send(f"{case}/read")
        assert f"{case}/read" not in pages.read(case)
        pages.send(f"{case}/read", expected=409)
    with pages.as_(pages.staff("specialist")):
        assert f"{case}/excuse" in pages.read(case)
        pages.send(f"{case}/excuse", {"document": "075/y"})
        assert "the absences are excused" in pages.read(case)
