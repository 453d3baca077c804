"""What a web process must be told, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The settings that every service's web process shares; only registration has the private key."""

    service: str
    token_public_key: str
    secret_key: str
    token_private_key: str | None = None
    origin: str = "http://localhost:8000"
    redis_url: str | None = None
    csrf: bool = True
    rehearsal: bool = False

    @classmethod
    def from_environment(cls, service: str, environ: Mapping[str, str] = os.environ) -> Self:
        return cls(
            service=service,
            token_public_key=environ["TIRKEU_TOKEN_PUBLIC_KEY"],
            secret_key=environ["TIRKEU_SECRET_KEY"],
            token_private_key=environ.get("TIRKEU_TOKEN_PRIVATE_KEY"),
            origin=environ.get("TIRKEU_ORIGIN", "http://localhost:8000"),
            redis_url=environ.get("REDIS_URL"),
            rehearsal=environ.get("TIRKEU_REHEARSAL") == "1",
        )

    @property
    def https(self) -> bool:
        """Whether people reach it by HTTPS: then cookies are for HTTPS only."""
        return self.origin.startswith("https://")
