"""What several screens list in the same way: sections within reach, and of which student an act is."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.queries import groups
from shared.identity.reach import Reach
from shared.web import Column, DataTable, current_language, render

ABOUT = (Column("code", "term.code"), Column("label", "term.section"), Column("student", "term.student"))
"""Columns of a register of acts."""


def sections(table: DataTable, seen: Reach, template: str) -> ResponseReturnValue:
    """The sections within reach, with the state of their lists, in the language of who looks."""
    with db.read() as session:
        found = groups.groups(session, seen)
    return render(template, table=table.of_rows(groups.titled(found, current_language())))
