"""What several screens need: a title in the caller's language, a person's name, in a select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from services.registration.models.people import Person
from shared.web import current_language


def in_language(title: InstrumentedAttribute[dict[str, str]]) -> ColumnElement[str]:
    """The text of a title column in the caller's language."""
    column: Any = title
    text: ColumnElement[str] = column[current_language()].astext
    return text


def worded(title: dict[str, str]) -> str:
    """A title in hand in the caller's language."""
    return title[current_language()]


def name() -> ColumnElement[str]:
    """Surname and given name."""
    return Person.surname + " " + Person.given_name
