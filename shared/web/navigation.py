"""The menu: one line a screen, shown to whoever may open it (action, address, text key), across the four services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from shared.identity import Actor, Role
from shared.identity.actor import acting


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen in the menu; ``roles`` narrows it to those whose daily screen it is."""

    action: str
    address: str
    key: str
    roles: tuple[Role, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        return actor.may(self.action) and (not self.roles or actor.has(*self.roles))

    @property
    def is_here(self) -> bool:
        return request.path == self.address or request.path.startswith(self.address.rstrip("/") + "/")


_STAFF = tuple(role for role in Role if role is not Role.STUDENT)
_STUDENT = (Role.STUDENT,)

ENTRIES: tuple[Entry, ...] = (
    Entry("notifications.own_inbox", "/notifications/inbox/", "screen.inbox"),
    Entry("notifications.see_deliveries", "/notifications/office/failures", "screen.failed_deliveries"),
    Entry("notifications.see_deliveries", "/notifications/office/without-contact", "screen.without_contact"),
    Entry("notifications.see_texts", "/notifications/office/texts", "screen.notice_texts"),
)


def menu() -> Iterator[Entry]:
    """The lines that this person may open."""
    actor = acting.get()
    if actor is not None:
        yield from (entry for entry in ENTRIES if entry.is_for(actor))
