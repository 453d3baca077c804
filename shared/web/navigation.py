"""The menu across the four services: one line a screen, shown to whoever may open it.

A line has the action, the address and a text key of the kernel's catalogue (``menu.<name>``; what stands under
``menu.<name>_about`` is printed on the home page). The order is the order in the menu.
"""

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


S, OFFICE = (Role.STUDENT,), (Role.SPECIALIST, Role.LEADING_SPECIALIST, Role.CHAIRMAN)

ENTRIES: tuple[Entry, ...] = (
    Entry("notifications.own_inbox", "/notifications/inbox/", "menu.inbox"),
    Entry("notifications.see_deliveries", "/notifications/office/failures", "menu.failed_notices"),
    Entry("notifications.see_deliveries", "/notifications/office/without-contact", "menu.without_contact"),
    Entry("notifications.see_texts", "/notifications/office/texts", "menu.texts"),
    Entry("notifications.own_choices", "/notifications/choices/", "menu.choices"),
)


def menu() -> Iterator[Entry]:
    """The lines that this person may open."""
    actor = acting.get()
    if actor is not None:
        yield from (entry for entry in ENTRIES if entry.is_for(actor))
