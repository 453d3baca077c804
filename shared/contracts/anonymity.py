"""A person who left long ago is made nameless, in every service (design: Data, money, proof)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Message, command, event


@event("registration", heard_by=("grading", "billing", "notifications"))
@dataclass(frozen=True, slots=True)
class PersonAnonymised(Message):
    """Two have decided it: each hearer blanks its copy, replaces ``words`` in what it may change, and answers.

    ``words`` are his name as it is written, IIN and addresses; the message is gone once the last hearer has it.
    """

    anonymisation_id: UUID
    person_id: UUID
    version_no: int
    called: str
    """What stands in the place of the name from now on: his number."""
    language: str
    words: tuple[str, ...]


@command("registration")
@dataclass(frozen=True, slots=True)
class NoteAnonymised(Message):
    """A service has done its part."""

    anonymisation_id: UUID
    service: str
