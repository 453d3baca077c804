"""The chain of a case, from the order to the grade: each service holds its links, and shows them alike (R1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Coded:
    """A state as it stands in the database; people read ``<under>.<code>`` of the service's catalogue."""

    code: str
    under: str = "status"

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Link:
    """A paper or an act: what it is, its number, its day, what stands on it by name, and its hash or seal."""

    what: str
    number: str = ""
    at: datetime | date | None = None
    facts: tuple[tuple[str, Any], ...] = ()
    """Names are ``case_link.<name>`` of the kernel's catalogue; values are printed in the reader's language."""
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a file: amounts and days as machines write them."""
        return {
            "what": self.what,
            "number": self.number,
            "at": self.at.isoformat() if self.at else None,
            "facts": {name: _machine(value) for name, value in self.facts},
            "digest": self.digest,
        }


def _machine(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, str)) else str(value)
