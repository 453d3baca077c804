"""What registration reads from the environment, once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.seals import SealKey, public_key
from shared.settings import ServiceSettings

PRIVATE, PUBLIC = "TIRKEU_SEAL_PRIVATE_KEY", "TIRKEU_SEAL_PUBLIC_KEY"


@cache
def settings() -> ServiceSettings:
    """Registration's settings; it alone holds the key that signs tokens (design: Identity)."""
    return ServiceSettings.from_env("registration")


def lot_seed(term: str, env: Mapping[str, str] = os.environ) -> str:
    """The seed of a term's lot: nobody's choice (D2), but for a rehearsal, where the same lots fall every time."""
    named = env.get("TIRKEU_LOT_SEED") if env.get("TIRKEU_REHEARSAL") == "1" else None
    return sha256(f"{named}:{term}".encode()).hexdigest()[:32] if named else secrets.token_hex(16)


def seal_key(env: Mapping[str, str] = os.environ) -> SealKey:
    """The key with which orders and certificates are sealed (R15.2). Raises KeyError naming what is missing."""
    return _private(env[PRIVATE])


def seal_public_key(env: Mapping[str, str] = os.environ) -> Ed25519PublicKey:
    """The key with which anybody verifies them."""
    return _public(env[PUBLIC])


@cache
def _private(written: str) -> SealKey:
    return SealKey.from_jwk(written)


@cache
def _public(written: str) -> Ed25519PublicKey:
    return public_key(written)
