"""Rules of accounts: what password will do, how long to wait after wrong ones, how long a sign-in lasts (R1.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from services.registration.domain.reasons import Reason

LEAST_SIGNS = 12
MOST_SIGNS = 128
FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
SIGN_IN_LASTS = timedelta(hours=12)
IDLE_LASTS = timedelta(hours=2)
INVITATION_LASTS = timedelta(days=14)

COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "administrator",
        "password1234",
        "password12345",
        "passwordpassword",
        "qazwsxedcrfv",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop12",
    }
)


def weaknesses(password: str, login: str) -> Iterator[Reason]:
    """Every reason why a password will not do: length decides, not kinds of signs."""
    if len(password) < LEAST_SIGNS:
        yield Reason("password_short", "R1.2", {"least": str(LEAST_SIGNS)})
    if len(password) > MOST_SIGNS:
        yield Reason("password_long", "R1.2", {"most": str(MOST_SIGNS)})
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 5 or (len(login) > 3 and login.casefold() in plain):
        yield Reason("password_guessable", "R1.2")


def wait_after(failures: int) -> timedelta:
    """How long an account takes no password after so many wrong ones in a row."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    doublings: int = min(failures - FREE_FAILURES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_live(started_at: datetime, seen_at: datetime, revoked_at: datetime | None, real: datetime) -> bool:
    """Whether a sign-in may be renewed: not revoked, not idle for too long, not too old."""
    return revoked_at is None and real - seen_at < IDLE_LASTS and real - started_at < SIGN_IN_LASTS


def role_refusals(giver: object, receiver: object, reason: str) -> Iterator[Reason]:
    """Why a role is not given: nobody gives one to himself, and none without a reason."""
    if giver == receiver:
        yield Reason("role_for_oneself", "R1.2")
    if not reason.strip():
        yield Reason("reason_missing", "R1.2")


def token_hash(token: str) -> str:
    """What is kept of a letter's secret; it is random and long, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
