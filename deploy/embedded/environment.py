"""What each process is told: only what it needs, so that no service knows another's password."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.databases import address_as, owner_of
from deploy.embedded.secrets import Secrets
from deploy.embedded.services import SERVICES

OWN = ("TIRKEU_", "DATABASE_URL", "REDIS_URL", "SMTP_URL")
PASSED_ON = ("TIRKEU_LOG", "TIRKEU_REHEARSAL", "TIRKEU_LOT_SEED", "TIRKEU_OUTAGE_HOURS", "SMTP_URL")


@dataclass(frozen=True)
class Surroundings:
    """Everything that the processes of an instance have to be told."""

    var: Path
    origin: str
    redis: str
    database: str | None
    """The administrator's address of the database; none when the four addresses were given from outside."""
    secrets: Secrets
    wake_ports: Mapping[str, int]
    outside: Mapping[str, str] = field(repr=False)

    def of(self, service: str) -> dict[str, str]:
        """The environment of a service's web, worker and relay."""
        return self.plain() | self.addresses(service) | self.keys(service)

    def of_owner(self, service: str) -> dict[str, str]:
        """The same for its migrations and loads, which also know the owner."""
        return self.of(service) | self.owners_address(service)

    def whole(self) -> dict[str, str]:
        """For commands over all services (loading, moving the clock): every address, every key, one at a time used."""
        joined = self.plain()
        for service in reversed(SERVICES):
            joined |= self.of_owner(service)
        return joined

    def plain(self) -> dict[str, str]:
        """What is no secret between the services."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        passed_on = {name: self.outside[name] for name in PASSED_ON if name in self.outside}
        return inherited | passed_on | {
            "PYTHONUNBUFFERED": "1",
            "TIRKEU_VAR": str(self.var),
            "TIRKEU_ORIGIN": self.origin,
            "REDIS_URL": self.redis,
            "TIRKEU_WIRE": self.outside.get("TIRKEU_WIRE") or self.secrets.name,
            "TIRKEU_TOKEN_PUBLIC_KEY": json.dumps(self.secrets.token_public),
            "TIRKEU_SEAL_PUBLIC_KEY": json.dumps(self.secrets.seal_public),
        }  # fmt: skip

    def addresses(self, service: str) -> dict[str, str]:
        """Where its rows are, and where its relay listens."""
        name = f"TIRKEU_{service.upper()}_DATABASE_URL"
        wake = {f"TIRKEU_{service.upper()}_WAKE_PORT": str(self.wake_ports[service])}
        return {name: self.outside.get(name) or self._as(service)} | wake

    def owners_address(self, service: str) -> dict[str, str]:
        """The address for migrations; none where somebody else migrates."""
        name = f"TIRKEU_{service.upper()}_OWNER_DATABASE_URL"
        if self.database is None:
            return {name: self.outside[name]} if name in self.outside else {}
        return {name: self._as(owner_of(service))}

    def keys(self, service: str) -> dict[str, str]:
        """Who signs what: registration the tokens; grading and registration seal, sheets and orders."""
        seal = {"TIRKEU_SEAL_PRIVATE_KEY": json.dumps(self.secrets.seal)}
        private = {
            "registration": {"TIRKEU_TOKEN_PRIVATE_KEY": json.dumps(self.secrets.token), **seal},
            "grading": seal,
        }
        return {"TIRKEU_SECRET_KEY": self.secrets.forms[service]} | private.get(service, {})

    def _as(self, role: str) -> str:
        assert self.database is not None
        return address_as(self.database, role, self.secrets.roles[role])
