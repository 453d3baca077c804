"""By which channels a notice goes, and when a delivery that failed is tried again (R13.2)."""

from collections.abc import Iterator
from datetime import timedelta

from services.notifications.domain.reasons import Reason

INBOX, EMAIL = "inbox", "email"
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
TRIES = 24
"""The last try comes about fifteen hours after the first."""


def channels(email_is_on: bool, required_by_law: bool) -> tuple[str, ...]:
    """The inbox always; e-mail unless it is switched off, which a notice that the law requires does not heed."""
    return (INBOX, EMAIL) if email_is_on or required_by_law else (INBOX,)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None: there is no further one."""
    if tries >= TRIES:
        return None
    doubled: timedelta = FIRST_PAUSE * 2 ** (tries - 1)
    return min(doubled, LONGEST_PAUSE)


def refusals_to_try_again(status: str) -> Iterator[Reason]:
    """Why the office can't have a delivery tried again: it is done, or under way."""
    if status not in ("failed", "no_address"):
        yield Reason("delivery_is_done", "R13.2", {"status": status})
