"""The base of grading's tables."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.db import TYPES, new_metadata


class Base(DeclarativeBase):
    """Typed tables of grading."""

    metadata = new_metadata()
    type_annotation_map = TYPES
