"""What each person sees and does in the pages of an expulsion review, over the real services (R11.1, R1.2)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.registration.app import create_app
from shared.clock import office_day
from shared.identity import Actor
from shared.identity.testing import sign_in
from shared.web.testing import test_settings as settings_for
from tests.databases import Bound
from tests.workflows.review_desk import Desk

REVIEWS = "/registration/reviews"


class Pages:
    """The desk, seen through the pages: somebody signs in, reads, sends a form."""

    def __init__(self, databases: Bound) -> None:
        self.desk = Desk(databases)
        self.app = create_app(settings_for("registration"))
        self.client: FlaskClient = self.app.test_client()

    @contextmanager
    def as_(self, who: Actor, language: str = "en") -> Iterator[Pages]:
        self.client = self.app.test_client()
        sign_in(self.client, who.person_id, roles=who.roles, name=who.name, language=language)
        yield self

    def read(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def send(self, path: str, form: Mapping[str, Any] | None = None, expected: int = 303) -> str:
        answer = self.client.post(path, data=dict(form or {}))
        assert answer.status_code == expected, (path, answer.status_code, answer.text[-3000:])
        self.desk.wire.carry()
        return answer.text

    def staff(self, role: str) -> Actor:
        return self.desk.staff(role)


@pytest.fixture
def pages(undone_databases: Bound) -> Pages:
    return Pages(undone_databases)


def opened(pages: Pages) -> UUID:
    """The office opens a case by hand."""
    form = {"ground": "discipline", "what": "Struck another in the hostel", "document": "Act 17"}
    with pages.as_(pages.staff("specialist")):
        path = f"/registration/students/{pages.desk.student}/review"
        assert "Open a review" in pages.read(f"/registration/students/{pages.desk.student}")
        assert "discipline" in pages.read(path)
        pages.send(path, form, 409)
        day = office_day(pages.desk.now()) - timedelta(days=1)
        pages.send(path, {**form, "happened_on": day.isoformat(), "witness": "The warden"})
    return pages.desk.cases()[-1].case_id


def test_a_case_goes_from_the_office_to_the_rector_by_the_pages(pages: Pages) -> None:
    case = f"{REVIEWS}/{opened(pages)}"
    himself_reads_and_explains(pages, case)
    for place in ("adviser", "dean"):
        with pages.as_(pages.staff(place)):
            assert case in pages.read(f"{REVIEWS}/waiting")
            assert "It was not me" in pages.read(case)
            pages.send(f"{case}/opinion/{place}", {"advice": "expel"}, 422)
            pages.send(f"{case}/opinion/{place}", {"advice": "expel", "words": "As the papers say"})
            assert case not in pages.read(f"{REVIEWS}/waiting")
    the_commission_decides(pages, case)
    the_rector_signs(pages, case)
    registers_show_it(pages, case)


def himself_reads_and_explains(pages: Pages, case: str) -> None:
    desk = pages.desk
    desk.reads()
    with pages.as_(desk.himself):
        assert case in pages.read("/registration/my/reviews")
        assert case in pages.read("/registration/my/"), "it is what he has to do now"
        shown = pages.read(case)
        assert "Struck another in the hostel" in shown
        assert "Standing" in shown, "the evidence"
        pages.send(f"{case}/explanation", {"words": ""}, 422)
        paper = (io.BytesIO(b"%PDF-1.7"), "doctor.pdf")
        pages.send(f"{case}/papers", {"paper": paper})
        pages.send(f"{case}/explanation", {"words": "It was not me", "rest": "all"})
        assert "doctor.pdf" in pages.read(case)
        assert f"{case}/opinion/dean" not in pages.read(case)
        assert pages.client.post(f"{case}/opinion/dean").status_code == 403


def the_commission_decides(pages: Pages, case: str) -> None:
    desk, lead = pages.desk, pages.staff("leading_specialist")
    chair, *members = desk.teachers(3)
    stranger = Actor(desk.teachers(1, 5)[0], "another teacher", desk.chair().roles)
    day = desk.now() + timedelta(days=10)
    nobody = dict.fromkeys((f"member_{nth}" for nth in range(3, 7)), "")
    named = {**nobody, "chair": chair, "member_1": members[0], "member_2": members[1], "place": "Room 101"}
    with pages.as_(lead):
        assert "Call the commission" in pages.read(case)
        pages.send(f"{case}/commission", {**named, "meets_at": f"{desk.now():%Y-%m-%dT15:00}"}, 409)
        pages.send(f"{case}/commission", {**named, "meets_at": f"{day:%Y-%m-%dT15:00}"})
    with pages.as_(stranger):
        assert pages.client.get(case).status_code == 404
    desk.to(day + timedelta(days=1))
    votes = {"vote_0": "for", "vote_1": "for", "vote_2": "against", "dissent_2": "He is young"}
    with pages.as_(lead):
        pages.send(f"{case}/protocol", {"said": "Heard the student, read the papers", **votes})
    with pages.as_(desk.chair()):
        assert case in pages.read(f"{REVIEWS}/waiting")
        assert "He is young" in pages.read(f"{case}/signature")
        pages.send(f"{case}/signature")


def the_rector_signs(pages: Pages, case: str) -> None:
    with pages.as_(pages.staff("rectorate")):
        shown = pages.read(case)
        in_three_languages = ("is expelled from", "Отчислить", "шығарылсын")
        assert all(word in shown for word in in_three_languages), "the draft"
        pages.send(f"{case}/order", {}, 422)
        pages.send(f"{case}/order", {"agreed": "y"})
        assert "Order No." in pages.read(case)


def registers_show_it(pages: Pages, case: str) -> None:
    with pages.as_(pages.staff("auditor")):
        for path in ("reviews/", "protocols", "orders"):
            assert case in pages.read(f"/registration/{path}"), path
            name = {"reviews/": "reviews", "protocols": "protocols", "orders": "orders"}[path]
            exported = pages.client.get(f"/registration/{path}?{name}-export=csv")
            assert exported.status_code == 200, path
        assert "dissent" in pages.read(case)
    with pages.as_(pages.desk.himself, "kk"):
        order = next(part for part in pages.read(case).split('"') if "/orders/" in part)
        assert "шығарылсын" in pages.read(order)


def test_the_office_notes_what_happens_beside_the_way(pages: Pages) -> None:
    case = f"{REVIEWS}/{opened(pages)}"
    with pages.as_(pages.staff("specialist")):
        pages.send(f"{case}/handed-over", {"delivered": "yes", "document": "Receipt 4"})
        assert "handed over on paper" in pages.read(case)
        days = {"from_on": "2026-06-01", "until_on": "2026-06-20"}
        ill = {"kind": "ill", "document": "075/y", **days}
        pages.send(f"/registration/students/{pages.desk.student}/protection", ill)
        pages.send(f"{case}/drop", {"why": "In error"}, 403)
    with pages.as_(pages.staff("leading_specialist")):
        pages.send(f"{case}/drop", {"why": "Opened in error"})
        assert "Opened in error" in pages.read(case)


def test_a_student_leaves_by_his_own_wish_and_takes_it_back(pages: Pages) -> None:
    with pages.as_(pages.desk.himself):
        pages.send("/registration/my/leaving", {"ground": "own_wish"}, 422)
        pages.send("/registration/my/leaving", {"ground": "own_wish", "words": "I move to another city"})
        case = f"{REVIEWS}/{pages.desk.cases()[-1].case_id}"
        assert "Take my wish back" in pages.read(case)
        pages.send(f"{case}/withdrawal")
        assert "Took his wish back" in pages.read(case)
