"""Passwords: argon2id at OWASP's minimum, dearer by setting; only hashes are kept."""

from __future__ import annotations

import os
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def hasher() -> PasswordHasher:
    """19 MiB, two passes, one lane unless ``TIRKEU_ARGON2`` says more as ``memory_kib,passes,lanes``."""
    memory, passes, lanes = (int(part) for part in os.environ.get("TIRKEU_ARGON2", "19456,2,1").split(","))
    return PasswordHasher(time_cost=max(passes, 2), memory_cost=max(memory, 19456), parallelism=lanes)


def hashed(password: str) -> str:
    """The hash to keep."""
    return hasher().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none, so that time tells nobody which logins exist."""
    try:
        return hasher().verify(kept or _nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed more cheaply than is now set."""
    return hasher().check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_urlsafe(24))


def new_token() -> str:
    """A secret for a letter."""
    return secrets.token_urlsafe(32)
