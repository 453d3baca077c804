"""The token in the cookie ``tirkeu``: signed with Ed25519 by registration, verified by every service, short-lived."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.identity.actor import Actor, Behalf, Held

COOKIE = "tirkeu"
LIFETIME = timedelta(minutes=10)
_ALGORITHM = "Ed25519"
_ISSUER = "tirkeu"


class BadToken(Exception):
    """Not signed by our registration, or not a token at all."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified token says, and until when it may be believed."""

    actor: Actor
    expires_at: datetime

    def is_good_at(self, real: datetime) -> bool:
        return real < self.expires_at


def key_of(jwk: str) -> OKPKey:
    """An Ed25519 key from its JWK in JSON."""
    return OKPKey.import_key(json.loads(jwk))


def mint(
    key: OKPKey,
    person_id: UUID,
    name: str,
    roles: Iterable[Held | str],
    *,
    language: str = "kk",
    session_id: UUID | None = None,
    behalf: Behalf | None = None,
    real: datetime | None = None,
    lifetime: timedelta = LIFETIME,
) -> str:
    """A signed token for this person; whoever holds the private key may make one (registration, rehearsal, tests)."""
    issued = real or datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": _ISSUER,
        "sub": str(person_id),
        "name": name,
        "roles": [str(role) for role in roles],
        "lang": language,
        "sid": str(session_id or uuid4()),
        "iat": int(issued.timestamp()),
        "exp": int((issued + lifetime).timestamp()),
    }
    if behalf is not None:
        claims["behalf"] = {"sub": str(behalf.person_id), "name": behalf.name, "ground": behalf.ground}
    return jwt.encode({"alg": _ALGORITHM}, claims, key, algorithms=[_ALGORITHM])


def read(key: OKPKey, written: str) -> Token:
    """Verify the signature and read the token; whether it has run out is left to the caller. Raises BadToken."""
    try:
        claims = jwt.decode(written, key, algorithms=[_ALGORITHM]).claims
        if claims["iss"] != _ISSUER:
            raise BadToken("another issuer")
        return Token(_actor(claims), datetime.fromtimestamp(claims["exp"], UTC))
    except (JoseError, KeyError, ValueError, TypeError) as error:
        raise BadToken(str(error)) from error


def _actor(claims: Mapping[str, Any]) -> Actor:
    behalf = claims.get("behalf")
    return Actor(
        person_id=UUID(claims["sub"]),
        name=claims["name"],
        roles=tuple(Held.parse(role) for role in claims["roles"]),
        on_behalf_of=Behalf(UUID(behalf["sub"]), behalf["name"], behalf["ground"]) if behalf else None,
        language=claims["lang"],
        session_id=UUID(claims["sid"]),
    )
