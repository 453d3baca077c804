"""What a service is told by its environment, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SEALING = frozenset({"grading", "registration"})
"""Who seals: sheets and certificates of results; orders and academic certificates."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """One service's settings. Keys are Ed25519 JWK (JSON); a service that may not sign has no private one."""

    service: str
    database_url: str
    redis_url: str
    var: Path
    origin: str
    secret_key: str
    token_public_key: str
    token_private_key: str | None
    seal_public_key: str | None
    seal_private_key: str | None
    wake_port: int | None
    rehearsal: bool
    smtp_url: str | None
    log_format: str

    @classmethod
    def from_env(cls, service: str, env: Mapping[str, str] = os.environ) -> Self:
        """Raises KeyError naming what is missing."""
        prefix = f"TIRKEU_{service.upper()}_"
        port = env.get(f"{prefix}WAKE_PORT")
        return cls(
            service=service,
            database_url=env[f"{prefix}DATABASE_URL"],
            redis_url=env["REDIS_URL"],
            var=Path(env.get("TIRKEU_VAR", "var")),
            origin=env.get("TIRKEU_ORIGIN", "http://localhost:8000"),
            secret_key=env["TIRKEU_SECRET_KEY"],
            token_public_key=env["TIRKEU_TOKEN_PUBLIC_KEY"],
            token_private_key=env.get("TIRKEU_TOKEN_PRIVATE_KEY") if service == "registration" else None,
            seal_public_key=env.get("TIRKEU_SEAL_PUBLIC_KEY"),
            seal_private_key=env.get("TIRKEU_SEAL_PRIVATE_KEY") if service in SEALING else None,
            wake_port=int(port) if port else None,
            rehearsal=env.get("TIRKEU_REHEARSAL") == "1",
            smtp_url=env.get("SMTP_URL"),
            log_format=env.get("TIRKEU_LOG", "json"),
        )
