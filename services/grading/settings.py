"""What grading is told by its environment beside what every service is told: the keys of the seals."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.seals import SealKey, public_key

PRIVATE, PUBLIC = "TIRKEU_SEAL_PRIVATE_KEY", "TIRKEU_SEAL_PUBLIC_KEY"


def seal_key(env: Mapping[str, str] = os.environ) -> SealKey:
    """The key with which closed sheets are sealed. Raises KeyError naming what is missing."""
    return _private(env[PRIVATE])


def seal_public_key(env: Mapping[str, str] = os.environ) -> Ed25519PublicKey:
    """The key with which anybody verifies them."""
    return _public(seal_public_jwk(env))


def seal_public_jwk(env: Mapping[str, str] = os.environ) -> str:
    """The same key as it is published."""
    return env[PUBLIC]


@cache
def _private(written: str) -> SealKey:
    return SealKey.from_jwk(written)


@cache
def _public(written: str) -> Ed25519PublicKey:
    return public_key(written)
