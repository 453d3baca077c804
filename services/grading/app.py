"""Grading's web process: its API and its pages."""

from __future__ import annotations

from flask import Flask

from services.grading.api import absences as absences_api
from services.grading.api import acts as acts_api
from services.grading.api import appeals as appeals_api
from services.grading.api import chain, late_sheets, sections, students
from services.grading.api import corrections as corrections_api
from services.grading.api import equivalents as equivalents_api
from services.grading.api import journal as journal_api
from services.grading.db import db
from services.grading.pages import (
    absence_policies,
    absences,
    acts,
    appeals,
    case_parts,
    certificates,
    corrections,
    equivalents,
    invigilation,
    journal,
    office,
    papers,
    policies,
    student,
    teacher,
    verification,
)
from shared.web import WebSettings, create_service_app


def create_app(settings: WebSettings | None = None) -> Flask:
    """The application; settings come from the environment unless a test gives them."""
    return create_service_app(
        "grading",
        db,
        api=(
            sections.blp,
            students.blp,
            late_sheets.blp,
            chain.blp,
            corrections_api.blp,
            appeals_api.blp,
            equivalents_api.blp,
            acts_api.blp,
            journal_api.blp,
            absences_api.blp,
        ),
        pages=(
            teacher.pages,
            papers.pages,
            student.pages,
            office.pages,
            verification.pages,
            certificates.pages,
            case_parts.pages,
            corrections.pages,
            appeals.pages,
            acts.pages,
            equivalents.pages,
            policies.pages,
            journal.pages,
            invigilation.pages,
            absences.pages,
            absence_policies.pages,
        ),
        settings=settings,
    )
