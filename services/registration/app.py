"""Registration's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.registration.api import advising as advising_api
from services.registration.api import (
    applications,
    cases,
    choices,
    courses,
    date_moves,
    debtors,
    delegations,
    exceptions,
    external_students,
    faculties,
    groups,
    held_deadlines,
    holidays,
    policies,
    practices,
    proposals,
    reversed_payments,
    review_appeals,
    review_decisions,
    review_papers,
    reviews,
    seat_offers,
    sections,
    signatures,
    specialties,
    students,
    swaps,
    terms,
    tokens,
    withdrawals,
)
from services.registration.api import questions as questions_api
from services.registration.db import db
from services.registration.pages import (
    account,
    acts,
    advising,
    agreement,
    anonymity,
    applying,
    at_risk,
    audit,
    behalf,
    calendar,
    choosing,
    delegates,
    externals,
    leaving,
    minimum,
    occupancy,
    people,
    questions,
    records,
    review_deciding,
    review_opening,
    review_registers,
    review_revoking,
    review_sitting,
    review_student,
    student,
    teacher_gone,
)
from services.registration.pages import cases as case_pages
from services.registration.pages import date_moves as moving_pages
from services.registration.pages import exceptions as exception_pages
from services.registration.pages import held_deadlines as held_pages
from services.registration.pages import policies as policy_pages
from services.registration.pages import proposals as proposal_pages
from services.registration.pages import reversals as reversal_pages
from services.registration.pages import reviews as review_pages
from services.registration.pages import section_who as who_pages
from services.registration.pages import sections as section_pages
from services.registration.pages import students as student_pages
from services.registration.pages import terms as term_pages
from services.registration.pages import wishes as wish_pages
from shared.web import WebSettings, create_service_app
from shared.web.app import without_csrf

API = (
    faculties,
    specialties,
    groups,
    held_deadlines,
    reversed_payments,
    date_moves,
    students,
    courses,
    terms,
    proposals,
    sections,
    debtors,
    holidays,
    practices,
    policies,
    applications,
    seat_offers,
    cases,
    exceptions,
    signatures,
    tokens,
    withdrawals,
    reviews,
    review_decisions,
    review_appeals,
    review_papers,
    choices,
    swaps,
    delegations,
    external_students,
    questions_api,
    advising_api,
)
PAGES = (
    account,
    people,
    term_pages,
    agreement,
    anonymity,
    proposal_pages,
    section_pages,
    who_pages,
    student_pages,
    student,
    applying,
    case_pages,
    leaving,
    teacher_gone,
    choosing,
    minimum,
    occupancy,
    advising,
    at_risk,
    exception_pages,
    held_pages,
    reversal_pages,
    wish_pages,
    policy_pages,
    calendar,
    moving_pages,
    acts,
    audit,
    behalf,
    delegates,
    externals,
    questions,
    records,
    review_pages,
    review_student,
    review_opening,
    review_deciding,
    review_sitting,
    review_registers,
    review_revoking,
)


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    app = create_service_app(
        "registration",
        db,
        api=[resource.blp for resource in API],
        pages=[screen.pages for screen in PAGES],
        settings=settings,
    )
    without_csrf(app, "account.renew")
    without_csrf(app, "account.leave")
    return app
