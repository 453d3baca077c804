"""The menu across the four services: one line a screen, shown to whoever may open it.

A line has the action, the address and a text key of the kernel's catalogue (``menu.<name>``; what stands under
``menu.<name>_about`` is printed on the home page). Lines stand under headings, in the order of the menu.
"""

from __future__ import annotations

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


S, OFFICE = (Role.STUDENT,), (Role.SPECIALIST, Role.LEADING_SPECIALIST, Role.CHAIRMAN)
DEANS, MONEY = (Role.DEAN, Role.RECTORATE), (Role.FINANCE, Role.CHIEF_ACCOUNTANT)
HEAD = Role.HEAD_OF_DEPARTMENT
STAFF = tuple(role for role in Role if role is not Role.STUDENT)

MENU: dict[str, tuple[Entry, ...]] = {
    "menu.for_me": (
        Entry("registration.apply", "/registration/my/", "menu.my_summer", S),
        Entry("registration.apply", "/registration/my/debts", "menu.my_debts", S),
        Entry("registration.apply", "/registration/my/applications", "menu.my_applications", S),
        Entry("registration.sign_proposal", "/registration/my/wishes", "menu.my_wishes", S),
        Entry("billing.see_own_account", "/billing/account", "menu.my_account"),
        Entry("grading.see_own_results", "/grading/results", "menu.my_results"),
        Entry("grading.see_own_results", "/grading/gpa", "menu.my_gpa"),
        Entry("grading.see_own_absences", "/grading/absences", "menu.my_absences"),
        Entry("grading.fill_sheet", "/grading/groups/", "menu.my_groups"),
        Entry("grading.record_act", "/grading/exams/", "menu.exams"),
        Entry("registration.see_questions", "/registration/questions/", "menu.questions"),
        Entry("registration.see_debts", "/registration/advising", "menu.advising", (Role.ADVISER, Role.DEAN)),
        Entry("registration.object", "/registration/advising/applications", "menu.students_applied"),
        Entry("registration.ask_to_leave", "/registration/my/reviews", "menu.my_reviews", S),
        Entry("registration.sit_on_commission", "/registration/reviews/waiting", "menu.reviews_waiting", STAFF),
        Entry("notifications.own_inbox", "/notifications/inbox/", "menu.inbox"),
        Entry("notifications.own_choices", "/notifications/choices/", "menu.choices"),
    ),
    "menu.for_summer": (
        Entry("registration.see_terms", "/registration/summer", "menu.summer", (*OFFICE, *DEANS, Role.TEACHER)),
        Entry("registration.see_terms", "/registration/retakes", "menu.retakes", (*OFFICE, *DEANS, Role.TEACHER)),
        Entry("registration.agree_term", "/registration/agreement", "menu.agreement"),
        Entry("registration.see_case", "/registration/cases/", "menu.cases", (*OFFICE, Role.FINANCE)),
        Entry("registration.plan_term", "/registration/seats", "menu.seats"),
        Entry("registration.see_reversals", "/registration/reversed-payments", "menu.reversed_payments"),
        Entry("registration.see_sections", "/registration/sections", "menu.sections", (*OFFICE, *DEANS, Role.TEACHER)),
        Entry("registration.see_debts", "/registration/debtors", "menu.debtors", (*OFFICE, *DEANS, Role.ADVISER)),
        Entry("registration.see_debts", "/registration/at-risk", "menu.at_risk", (*OFFICE, *DEANS, Role.ADVISER)),
        Entry("registration.see_debts", "/registration/signatures", "menu.signatures", (*OFFICE, *DEANS)),
        Entry("registration.see_debts", "/registration/proposals", "menu.proposals", (*OFFICE, *DEANS)),
    ),
    "menu.for_money": (
        Entry("billing.see_statements", "/billing/desk", "menu.desk"),
        Entry("billing.see_statements", "/billing/statements", "menu.statements"),
        Entry("billing.see_queue", "/billing/queue", "menu.queue"),
        Entry("billing.see_queue", "/billing/line-acts", "menu.line_acts"),
        Entry("billing.see_declared", "/billing/declared", "menu.declared", (*MONEY, *OFFICE)),
        Entry("billing.see_invoices", "/billing/invoices", "menu.invoices", STAFF),
        Entry("billing.see_refunds", "/billing/refunds", "menu.refunds", (*MONEY, Role.AUDITOR)),
        Entry("billing.see_ledger", "/billing/books", "menu.books"),
        Entry("billing.see_cash", "/billing/cash", "menu.cash"),
        Entry("billing.see_policies", "/billing/policies", "menu.billing_policies"),
        Entry("billing.see_tariffs", "/billing/tariffs", "menu.tariffs", (*MONEY, *DEANS)),
        Entry("billing.see_queue", "/billing/providers", "menu.providers"),
        Entry("billing.see_statements", "/billing/classes", "menu.money_rules"),
    ),
    "menu.for_studies": (
        Entry("registration.see_students", "/registration/students", "menu.students", (*OFFICE, *DEANS, Role.ADVISER)),
        Entry("grading.see_sheets", "/grading/sheets", "menu.sheets", (*OFFICE, *DEANS)),
        Entry("grading.see_absences", "/grading/absences/students", "menu.absences", (*OFFICE, *DEANS, Role.ADVISER)),
        Entry("grading.see_late_sheets", "/grading/late", "menu.late_sheets"),
        Entry("grading.see_corrections", "/grading/corrections", "menu.corrections"),
        Entry("grading.see_appeals", "/grading/appeals/", "menu.appeals"),
        Entry("grading.see_equivalents", "/grading/equivalents/", "menu.equivalents", (*OFFICE, *DEANS, HEAD)),
        Entry(
            "registration.see_reviews",
            "/registration/reviews/",
            "menu.reviews",
            (*OFFICE, *DEANS, Role.ADVISER, Role.AUDITOR),
        ),
        Entry("registration.see_registers", "/registration/protocols", "menu.protocols"),
        Entry("registration.see_registers", "/registration/orders", "menu.orders"),
        Entry("registration.plan_term", "/registration/terms", "menu.terms"),
        Entry("registration.edit_university", "/registration/records", "menu.records"),
    ),
    "menu.for_office": (
        Entry("registration.see_terms", "/registration/policies", "menu.policies", OFFICE),
        Entry("registration.see_terms", "/registration/holidays", "menu.holidays", OFFICE),
        Entry("registration.edit_university", "/registration/practices", "menu.practices", OFFICE),
        Entry("registration.see_acts", "/registration/acts", "menu.acts"),
        Entry("registration.see_acts", "/registration/acts-for-students", "menu.acts_for_students"),
        Entry("registration.audit", "/registration/audit/", "menu.audit"),
        Entry("registration.check_externals", "/registration/externals", "menu.externals"),
        Entry("registration.name_delegates", "/registration/delegates/", "menu.delegates"),
        Entry("registration.see_acts", "/registration/held-deadlines", "menu.held_deadlines"),
        Entry("registration.see_exceptions", "/registration/exceptions", "menu.exceptions"),
        Entry("registration.see_anonymised", "/registration/anonymisations", "menu.anonymised"),
        Entry("registration.see_people", "/registration/people", "menu.people", (Role.CHAIRMAN, Role.ADMINISTRATOR)),
        Entry("notifications.see_deliveries", "/notifications/office/failures", "menu.failed_notices"),
        Entry("notifications.see_deliveries", "/notifications/office/without-contact", "menu.without_contact"),
        Entry("notifications.see_texts", "/notifications/office/texts", "menu.texts"),
        Entry("grading.see_policies", "/grading/policies", "menu.grading_policies"),
        Entry("grading.see_policies", "/grading/absence-policies", "menu.absence_policies"),
        Entry("grading.verify_seals", "/grading/seals", "menu.seals"),
    ),
}

ENTRIES = tuple(entry for entries in MENU.values() for entry in entries)


def menu() -> dict[str, list[Entry]]:
    """The lines that this person may open, by their headings."""
    actor = acting.get()
    if actor is None:
        return {}
    open_to_him = {key: [entry for entry in entries if entry.is_for(actor)] for key, entries in MENU.items()}
    return {key: entries for key, entries in open_to_him.items() if entries}
