"""The passwords and keys of one instance: made once, kept in its folder, readable by its owner only."""

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from joserfc.jwk import OKPKey

from deploy.embedded.databases import role_names
from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES


@dataclass(frozen=True)
class Secrets:
    """Everything that must not be guessed."""

    postgres: str
    valkey: str
    roles: dict[str, str]
    forms: dict[str, str]
    token: dict[str, str]
    seal: dict[str, str]

    @property
    def name(self) -> str:
        """What tells this instance from another: it is no secret, and as lasting as its keys."""
        return hashlib.sha256(self.token["x"].encode()).hexdigest()[:12]

    @property
    def token_public(self) -> dict[str, str]:
        """The half of the sign-in key that every service knows."""
        return public(self.token)

    @property
    def seal_public(self) -> dict[str, str]:
        """The half of the seal's key that anyone may know."""
        return public(self.seal)


def of_folder(folder: Path) -> Secrets:
    """The secrets of this instance; made at its first start."""
    file = folder / "secrets.json"
    if file.exists():
        try:
            return Secrets(**json.loads(file.read_text("utf-8")))
        except (ValueError, TypeError) as error:
            raise Trouble(
                f"{file} can't be read: {error}. Put back a copy of it; the data need its passwords."
            ) from error
    if (folder / "postgres" / "data").exists():
        raise Trouble(f"{file} is gone, and the data in {folder} need its passwords. Put it back, or remove {folder}.")
    made = make()
    keep(file, made)
    return made


def make() -> Secrets:
    """New ones."""
    return Secrets(
        postgres=word(),
        valkey=word(),
        roles={role: word() for role in role_names()},
        forms={service: word() for service in SERVICES},
        token=key(),
        seal=key(),
    )


def keep(file: Path, made: Secrets) -> None:
    """Write them whole or not at all."""
    aside = file.with_suffix(".new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(made), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(file)


def word() -> str:
    """A password without letters that an address would have to quote."""
    return secrets.token_urlsafe(24)


def key() -> dict[str, str]:
    """A new Ed25519 key with both halves."""
    made = OKPKey.generate_key("Ed25519", {"use": "sig"}, private=True, auto_kid=True)
    return {name: str(value) for name, value in made.as_dict(private=True).items()}


def public(key: dict[str, str]) -> dict[str, str]:
    """A key without its private half."""
    return {name: value for name, value in key.items() if name != "d"}
