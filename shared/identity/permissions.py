"""Who may do what, and on which rows: one table, role x action x scope (R1.2).

A scope says which bound of the role counts. ``own``: the row's owner is the person himself (the student of an
application, the teacher of a section, the adviser of a group). ``group``, ``faculty``, ``section``: the bound with
which the role was given; without a bound it reaches all, but where ``own`` stands beside it only the person's own
rows (a teacher his sections). ``all``: no bound. On top of this table nobody grades, approves or pays out for
himself, and who proposes a correction never approves it: the use cases see to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Roles of the summer-term slice (R1.2)."""

    STUDENT = "student"
    ADVISER = "adviser"
    TEACHER = "teacher"
    SPECIALIST = "specialist"
    LEADING_SPECIALIST = "leading_specialist"
    CHAIRMAN = "chairman"
    DEAN = "dean"
    FINANCE = "finance"
    CHIEF_ACCOUNTANT = "chief_accountant"
    CASHIER = "cashier"
    RECTORATE = "rectorate"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INVIGILATOR = "invigilator"
    """Watches over an exam, and draws up acts about it (R4.7)."""
    COMMISSION_MEMBER = "commission_member"
    HEAD_OF_DEPARTMENT = "head_of_department"


class Scope(StrEnum):
    """What bounds a role."""

    OWN = "own"
    GROUP = "group"
    SECTION = "section"
    FACULTY = "faculty"
    ALL = "all"


Bounds = Mapping[Role, tuple[Scope, ...]]

STUDENT, ADVISER, TEACHER = Role.STUDENT, Role.ADVISER, Role.TEACHER
SPECIALIST, LEADING, CHAIRMAN = Role.SPECIALIST, Role.LEADING_SPECIALIST, Role.CHAIRMAN
DEAN, RECTORATE, AUDITOR, ADMINISTRATOR = Role.DEAN, Role.RECTORATE, Role.AUDITOR, Role.ADMINISTRATOR
FINANCE, ACCOUNTANT, CASHIER = Role.FINANCE, Role.CHIEF_ACCOUNTANT, Role.CASHIER
INVIGILATOR, COMMISSION, HEAD = Role.INVIGILATOR, Role.COMMISSION_MEMBER, Role.HEAD_OF_DEPARTMENT
OWN, GROUP, FACULTY, ALL = (Scope.OWN,), (Scope.OWN, Scope.GROUP), (Scope.FACULTY,), (Scope.ALL,)

OFFICE: Bounds = {SPECIALIST: ALL, LEADING: ALL, CHAIRMAN: ALL}
SENIOR: Bounds = {LEADING: ALL, CHAIRMAN: ALL}
MONEY: Bounds = {FINANCE: ALL, ACCOUNTANT: ALL}
READERS: Bounds = {RECTORATE: ALL, AUDITOR: FACULTY}
EVERYONE: Bounds = dict.fromkeys(Role, OWN)

DELEGABLE: Mapping[str, frozenset[str]] = {
    "read": frozenset({
        "registration.see_students", "registration.see_section_students", "registration.see_case",
        "registration.see_debts", "grading.see_results", "grading.see_debts", "grading.see_gpa", "grading.see_sheets",
        "grading.see_corrections", "grading.see_scans", "grading.see_appeals", "grading.see_equivalents",
        "grading.see_late_sheets", "grading.see_policies", "grading.see_journal", "grading.see_absences",
    }),
    "excuse_absence": frozenset({"grading.excuse_absence", "grading.see_absences", "grading.see_journal"}),
    "propose_term": frozenset({"registration.propose_term", "registration.see_debts"}),
    "give_opinion": frozenset({"registration.give_opinion", "registration.see_reviews"}),
    "propose_equivalent": frozenset({"grading.propose_equivalent", "grading.see_equivalents"}),
}  # fmt: skip
"""What a dean may leave to a delegate by name, and which actions each of it is (R1.2, D26)."""

PERMISSIONS: Mapping[str, Bounds] = {
    # registration: people, accounts
    "registration.see_people": {**OFFICE, ADMINISTRATOR: ALL, AUDITOR: FACULTY},
    "registration.give_roles": {CHAIRMAN: ALL, ADMINISTRATOR: ALL},
    "registration.invite": {**SENIOR, ADMINISTRATOR: ALL},
    "registration.act_for_student": OFFICE,
    "registration.decide_objections": {CHAIRMAN: ALL},
    "registration.ask_question": {STUDENT: OWN, **OFFICE},
    "registration.see_questions": {STUDENT: OWN, ADVISER: GROUP, **OFFICE},
    "registration.audit": {**READERS, CHAIRMAN: ALL},
    "registration.check_externals": OFFICE,
    "registration.name_delegates": {DEAN: FACULTY},
    "registration.see_acts": {CHAIRMAN: ALL, RECTORATE: ALL, AUDITOR: ALL},
    "registration.ask_anonymising": {CHAIRMAN: ALL, ADMINISTRATOR: ALL},
    "registration.decide_anonymising": {RECTORATE: ALL},
    "registration.see_anonymised": {CHAIRMAN: ALL, ADMINISTRATOR: ALL, RECTORATE: ALL, AUDITOR: ALL},
    # registration: university, students, courses
    "registration.see_university": EVERYONE,
    "registration.edit_university": {**OFFICE, ADMINISTRATOR: ALL},
    "registration.see_students": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY, **MONEY},
    "registration.edit_students": OFFICE,
    "registration.see_courses": EVERYONE,
    # registration: the summer term
    "registration.see_terms": EVERYONE,
    "registration.propose_term": {DEAN: FACULTY},
    "registration.agree_term": {RECTORATE: ALL},
    "registration.plan_term": OFFICE,
    "registration.publish_term": SENIOR,
    "registration.withdraw_term": {RECTORATE: ALL},
    "registration.move_date": {CHAIRMAN: ALL},
    "registration.see_sections": EVERYONE,
    "registration.edit_sections": OFFICE,
    "registration.seek_teacher": {**OFFICE, DEAN: FACULTY},
    "registration.see_section_students": {
        **OFFICE,
        **READERS,
        TEACHER: (Scope.OWN, Scope.SECTION),
        DEAN: FACULTY,
        ADVISER: GROUP,
    },
    # registration: one student's way
    "registration.apply": {STUDENT: OWN, **OFFICE},
    "registration.answer_offer": {STUDENT: OWN, **OFFICE},
    "registration.withdraw_application": {STUDENT: OWN, **OFFICE},
    "registration.settle_line": OFFICE,
    "registration.object": {ADVISER: GROUP},
    "registration.see_case": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY, **MONEY},
    "registration.decide_case": MONEY,
    "registration.see_reversals": {**SENIOR, **MONEY},
    "registration.see_debts": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "registration.edit_policies": {CHAIRMAN: ALL},
    "registration.sign_proposal": {STUDENT: OWN, **OFFICE},
    "registration.ask_exception": {STUDENT: OWN, **OFFICE},
    "registration.decide_exception": {**SENIOR, ADVISER: GROUP},
    "registration.see_exceptions": {**OFFICE, RECTORATE: ALL, AUDITOR: ALL, ADVISER: GROUP},
    # registration: the expulsion review
    "registration.open_review": {**OFFICE, DEAN: FACULTY},
    "registration.see_reviews": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "registration.ask_to_leave": {STUDENT: OWN, **OFFICE},
    "registration.explain": {STUDENT: OWN, **OFFICE},
    "registration.give_opinion": {**OFFICE, ADVISER: GROUP, DEAN: FACULTY, RECTORATE: ALL},
    "registration.keep_review": OFFICE,
    "registration.lead_review": SENIOR,
    "registration.sit_on_commission": EVERYONE,
    "registration.sign_order": {RECTORATE: ALL},
    "registration.see_registers": {**SENIOR, **READERS},
    "registration.appeal_order": {STUDENT: OWN, **OFFICE},
    # grading
    "grading.audit": {**READERS, CHAIRMAN: ALL, DEAN: FACULTY},
    "grading.see_own_results": {STUDENT: OWN},
    "grading.see_results": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "grading.see_debts": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "grading.see_gpa": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "grading.see_sheets": {**OFFICE, **READERS, TEACHER: (Scope.OWN, Scope.SECTION), DEAN: FACULTY},
    "grading.fill_sheet": {TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.close_sheet": {TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.propose_correction": {TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.keep_journal": {TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.see_journal": {**OFFICE, **READERS, DEAN: FACULTY, TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.see_own_absences": {STUDENT: OWN},
    "grading.see_absences": {**OFFICE, **READERS, STUDENT: OWN, ADVISER: GROUP, DEAN: FACULTY},
    "grading.excuse_absence": {**OFFICE, DEAN: FACULTY},
    "grading.approve_correction": SENIOR,
    "grading.see_corrections": {**OFFICE, **READERS, DEAN: FACULTY, TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.see_scans": {**OFFICE, **READERS, DEAN: FACULTY, TEACHER: (Scope.OWN, Scope.SECTION), STUDENT: OWN},
    "grading.record_act": {INVIGILATOR: (Scope.SECTION, Scope.FACULTY)},
    "grading.record_certificate": OFFICE,
    "grading.open_reserve": OFFICE,
    "grading.appeal": {STUDENT: OWN},
    "grading.see_appeals": {**OFFICE, **READERS, DEAN: FACULTY, COMMISSION: FACULTY},
    "grading.name_commission": SENIOR,
    "grading.decide_appeal": {RECTORATE: ALL},
    "grading.message_group": {TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.see_equivalents": {**OFFICE, **READERS, DEAN: FACULTY, HEAD: FACULTY, ADVISER: OWN},
    "grading.propose_equivalent": {DEAN: FACULTY, HEAD: FACULTY},
    "grading.approve_equivalent": SENIOR,
    "grading.verify_seals": {**OFFICE, **READERS, ADMINISTRATOR: ALL},
    "grading.see_late_sheets": {**OFFICE, **READERS, DEAN: FACULTY, HEAD: FACULTY},
    "grading.see_policies": {**OFFICE, **READERS, DEAN: FACULTY, TEACHER: (Scope.OWN, Scope.SECTION)},
    "grading.edit_policies": {CHAIRMAN: ALL},
    # billing
    "billing.audit": {**READERS, CHAIRMAN: ALL, **MONEY},
    "billing.see_own_account": {STUDENT: OWN},
    "billing.see_invoices": {**MONEY, **OFFICE, **READERS, CASHIER: ALL, STUDENT: OWN},
    "billing.see_accounts": {**MONEY, **READERS, STUDENT: OWN},
    "billing.see_statements": {**MONEY, AUDITOR: ALL},
    "billing.load_statement": MONEY,
    "billing.see_queue": {**MONEY, AUDITOR: ALL},
    "billing.assign_payment": MONEY,
    "billing.declare_payment": {STUDENT: OWN, **OFFICE},
    "billing.see_declared": {**MONEY, **OFFICE, AUDITOR: FACULTY, STUDENT: OWN},
    "billing.lift_receipt_hold": MONEY,
    "billing.see_tariffs": EVERYONE,
    "billing.edit_tariffs": MONEY,
    "billing.charge_arrears": MONEY,
    "billing.edit_rules": {ACCOUNTANT: ALL},
    "billing.see_policies": {**MONEY, AUDITOR: ALL, RECTORATE: ALL},
    "billing.edit_policies": {ACCOUNTANT: ALL},
    "billing.see_ledger": {**MONEY, AUDITOR: ALL, RECTORATE: ALL},
    "billing.see_refunds": {**MONEY, AUDITOR: FACULTY, STUDENT: OWN},
    "billing.ask_refund": {STUDENT: OWN, **MONEY},
    "billing.sign_refund": MONEY,
    "billing.take_cash": {CASHIER: ALL},
    "billing.confirm_cash": {CASHIER: ALL, **MONEY},
    "billing.see_cash": {CASHIER: ALL, **MONEY, AUDITOR: ALL},
    # notifications
    "notifications.own_inbox": EVERYONE,
    "notifications.own_choices": EVERYONE,
    "notifications.see_deliveries": {**OFFICE, AUDITOR: ALL, ADMINISTRATOR: ALL},
    "notifications.retry_delivery": {**OFFICE, ADMINISTRATOR: ALL},
    "notifications.see_texts": {**OFFICE, ADMINISTRATOR: ALL},
}
