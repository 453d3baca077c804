"""The rows that a person's roles cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_

from shared.identity.permissions import Scope

_NONE: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """All rows, or those of an owner, or of some faculties, groups, sections."""

    everything: bool = False
    owner: UUID | None = None
    faculties: frozenset[UUID] = _NONE
    groups: frozenset[UUID] = _NONE
    sections: frozenset[UUID] = _NONE

    @classmethod
    def within(cls, scope: Scope, scope_id: UUID) -> Reach:
        """The rows of one faculty, group or section."""
        bound = frozenset({scope_id})
        match scope:
            case Scope.FACULTY:
                return cls(faculties=bound)
            case Scope.GROUP:
                return cls(groups=bound)
            case Scope.SECTION:
                return cls(sections=bound)
        raise ValueError(f"{scope} bounds no rows")

    def __or__(self, other: Reach) -> Reach:
        return Reach(
            self.everything or other.everything,
            self.owner or other.owner,
            self.faculties | other.faculties,
            self.groups | other.groups,
            self.sections | other.sections,
        )

    def covers(
        self,
        *,
        owner: UUID | None = None,
        faculty: UUID | None = None,
        group: UUID | None = None,
        section: UUID | None = None,
    ) -> bool:
        """Whether a row with these marks is among them."""
        return self.everything or (
            (owner is not None and owner == self.owner)
            or faculty in self.faculties
            or group in self.groups
            or section in self.sections
        )

    def narrow(
        self,
        query: Select[*tuple[Any, ...]],
        *,
        owner: Any = None,
        faculty: Any = None,
        group: Any = None,
        section: Any = None,
    ) -> Select[*tuple[Any, ...]]:
        """Keep only the rows that the person may see; the arguments are the columns that carry the marks."""
        if self.everything:
            return query
        marks: list[ColumnElement[bool]] = []
        if owner is not None and self.owner is not None:
            marks.append(owner == self.owner)
        for column, allowed in ((faculty, self.faculties), (group, self.groups), (section, self.sections)):
            if column is not None and allowed:
                marks.append(column.in_(allowed))
        return query.where(or_(false(), *marks))
