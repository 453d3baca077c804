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
        longest = max((e.address for e in ENTRIES if request.path.startswith(e.address)), key=len, default="")
        return request.path == self.address or (
            self.address == longest and request.path.startswith(self.address.rstrip("/") + "/")
        )


DEANS = (Role.DEAN, Role.RECTORATE)
S, OFFICE = (Role.STUDENT,), (Role.SPECIALIST, Role.LEADING_SPECIALIST, Role.CHAIRMAN)
MONEY = (Role.FINANCE, Role.CHIEF_ACCOUNTANT)
STAFF = tuple(role for role in Role if role is not Role.STUDENT)

ENTRIES: tuple[Entry, ...] = (
    Entry("registration.apply", "/registration/my/", "menu.my_summer", S),
    Entry("registration.apply", "/registration/my/debts", "menu.my_debts", S),
    Entry("registration.apply", "/registration/my/applications", "menu.my_applications", S),
    Entry("billing.see_own_account", "/billing/account", "menu.my_account"),
    Entry("grading.see_own_results", "/grading/results", "menu.my_results"),
    Entry("grading.see_own_results", "/grading/gpa", "menu.my_gpa"),
    Entry("grading.fill_sheet", "/grading/groups/", "menu.my_groups"),
    Entry("billing.see_statements", "/billing/desk", "menu.desk"),
    Entry("billing.see_statements", "/billing/statements", "menu.statements"),
    Entry("billing.see_queue", "/billing/queue", "menu.queue"),
    Entry("billing.see_invoices", "/billing/invoices", "menu.invoices", STAFF),
    Entry("billing.sign_refund", "/billing/refunds", "menu.refunds"),
    Entry("billing.see_tariffs", "/billing/tariffs", "menu.tariffs", (*MONEY, *DEANS)),
    Entry("registration.see_debts", "/registration/advising", "menu.advising", (Role.ADVISER,)),
    Entry("registration.see_case", "/registration/cases/", "menu.cases", (*OFFICE, Role.FINANCE)),
    Entry("registration.plan_term", "/registration/seats", "menu.seats"),
    Entry("registration.see_terms", "/registration/summer", "menu.summer", (*OFFICE, *DEANS, Role.TEACHER)),
    Entry("registration.agree_term", "/registration/agreement", "menu.agreement"),
    Entry("registration.see_debts", "/registration/debtors", "menu.debtors", (*OFFICE, *DEANS, Role.ADVISER)),
    Entry("registration.see_debts", "/registration/proposals", "menu.proposals", (*OFFICE, *DEANS)),
    Entry("registration.see_sections", "/registration/sections", "menu.sections", (*OFFICE, *DEANS, Role.TEACHER)),
    Entry("registration.see_students", "/registration/students", "menu.students", (*OFFICE, *DEANS, Role.ADVISER)),
    Entry("registration.plan_term", "/registration/terms", "menu.terms"),
    Entry("grading.see_sheets", "/grading/sheets", "menu.sheets", (*OFFICE, *DEANS)),
    Entry("grading.see_late_sheets", "/grading/late", "menu.late_sheets"),
    Entry("grading.verify_seals", "/grading/seals", "menu.seals"),
    Entry("registration.see_people", "/registration/people", "menu.people", (Role.CHAIRMAN, Role.ADMINISTRATOR)),
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
