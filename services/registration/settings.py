"""What registration reads from the environment, once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Registration alone holds the key that signs tokens; the others only verify them (design: Identity)."""

    token_private_key: str
    rehearsal: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        return cls(
            token_private_key=environment.get("TIRKEU_TOKEN_PRIVATE_KEY", ""),
            rehearsal=environment.get("TIRKEU_REHEARSAL") == "1",
        )
