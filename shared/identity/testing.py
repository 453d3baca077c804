"""Keys and tokens for tests and tools that play people without their passwords."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from uuid import UUID

from flask.testing import FlaskClient
from joserfc.jwk import OKPKey

from shared.identity.actor import Behalf, Held
from shared.identity.tokens import COOKIE, mint


@cache
def test_key() -> OKPKey:
    """The key pair of this test run."""
    return OKPKey.generate_key("Ed25519")


def public_jwk(key: OKPKey) -> str:
    """The half of a key that verifies, as every service has it in its environment."""
    return json.dumps(key.as_dict(private=False))


def private_jwk(key: OKPKey) -> str:
    """The half that signs: registration's alone."""
    return json.dumps(key.as_dict(private=True))


def token_for(
    person_id: UUID,
    *,
    roles: Iterable[Held | str] = (),
    name: str = "Test Person",
    language: str = "en",
    behalf: Behalf | None = None,
) -> str:
    """A token as registration would give it; roles as ``"finance"`` or ``"dean:faculty:<id>"``."""
    return mint(test_key(), person_id, name, roles, language=language, behalf=behalf)


def sign_in(
    client: FlaskClient,
    person_id: UUID,
    *,
    roles: Iterable[Held | str] = (),
    name: str = "Test Person",
    language: str = "en",
    behalf: Behalf | None = None,
) -> None:
    """Give the test client the cookie of this person."""
    token = token_for(person_id, roles=roles, name=name, language=language, behalf=behalf)
    client.set_cookie(COOKIE, token)


test_key.__test__ = False  # type: ignore[attr-defined]
