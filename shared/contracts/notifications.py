"""What notifications is told to do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Message, command


@command("notifications")
@dataclass(frozen=True, slots=True)
class Notify(Message):
    """Tell a person of a step that touches him, once a key, in his language (R13.2).

    ``params`` are typed by a prefix of their value, so that each language prints them as it does: ``money:1234.50``,
    ``date:2025-06-09``, ``moment:2025-06-09T13:00:00+00:00``, ``number:3``, ``text:key`` (a text key), else as it is.
    """

    key: str
    person_id: UUID
    template: str
    params: dict[str, str]
    case_id: UUID | None = None
    required_by_law: bool = False
    proof: bool = False
    """The sender wants to hear what became of it (``NoticeProved``)."""
