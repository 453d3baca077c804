"""`python -m tests.contracts.write_samples`: write the sample of each contract that has none yet, and list it.

A sample is written once, when its version is released, and never again: it is what older messages look like.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.contracts.base import Message
from shared.messaging.codec import body_of
from shared.money import Money
from tests.contracts.test_contracts import CONTRACTS, LIST, RELEASED, SAMPLES

_VALUES: dict[Any, Any] = {
    str: "text",
    int: 3,
    bool: True,
    Decimal: Decimal("49.5"),
    date: date(2025, 6, 9),
    datetime: datetime(2025, 6, 9, 13, 0, tzinfo=UTC),
    UUID: UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    Money: Money.of("92500"),
}


def value_of(annotation: Any) -> Any:
    """A plausible value of a field."""
    if annotation in _VALUES:
        return _VALUES[annotation]
    inner = [a for a in get_args(annotation) if a not in (type(None), Ellipsis)]
    if get_origin(annotation) is dict:
        return {"kk": "мәтін", "ru": "текст", "en": "text"}
    if get_origin(annotation) is tuple:
        return (value_of(inner[0]),)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if is_dataclass(annotation):
        return annotation(**{name: value_of(inside) for name, inside in get_type_hints(annotation).items()})  # type: ignore[operator]
    return value_of(inner[0])


def sample_of(contract: type[Message]) -> dict[str, Any]:
    """Name, version and body of a message of this contract."""
    message = contract(**{name: value_of(a) for name, a in get_type_hints(contract).items() if name not in _OWN})
    return {"name": contract.name, "version": contract.version, "body": body_of(message)}


_OWN = {"name", "version", "kind", "owner", "hearers"}

if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    for each in CONTRACTS:
        path = SAMPLES / f"{each.name}.v{each.version}.json"
        if not path.exists():
            path.write_text(json.dumps(sample_of(each), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    every = sorted({*RELEASED, *((each.name, each.version) for each in CONTRACTS)})
    LIST.write_text("".join(f"{name} {version}\n" for name, version in every), encoding="utf-8")
