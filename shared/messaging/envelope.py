"""The envelope round a message, and the trace from the click to the last service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way: what it is, from whom, the how-manieth sending, because of what, and both times."""

    mid: UUID
    name: str
    version: int
    sender: str
    hearer: str
    sending: int
    case_id: UUID | None
    causation: UUID | None
    correlation: str
    made_at: datetime
    office_at: datetime
    body: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "mid": str(self.mid),
            "name": self.name,
            "version": self.version,
            "from": self.sender,
            "to": self.hearer,
            "sending": self.sending,
            "case": str(self.case_id) if self.case_id else None,
            "causation": str(self.causation) if self.causation else None,
            "correlation": self.correlation,
            "real": self.made_at.isoformat(),
            "office": self.office_at.isoformat(),
            "body": self.body,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            mid=UUID(data["mid"]),
            name=data["name"],
            version=data["version"],
            sender=data["from"],
            hearer=data["to"],
            sending=data["sending"],
            case_id=UUID(data["case"]) if data["case"] else None,
            causation=UUID(data["causation"]) if data["causation"] else None,
            correlation=data["correlation"],
            made_at=datetime.fromisoformat(data["real"]),
            office_at=datetime.fromisoformat(data["office"]),
            body=data["body"],
        )
