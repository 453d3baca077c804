"""The words that records use: terms, funding, marks, ways of leaving, roles."""

from enum import StrEnum


class Funding(StrEnum):
    """Who pays for the study: the state grant or a fee (R7.3)."""

    GRANT = "grant"
    FEE = "fee"


class TermKind(StrEnum):
    """The terms of an academic year (R2.1)."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


class Mark(StrEnum):
    """What stands in the sheet: a grade, or one of the other marks of R4.6."""

    GRADE = "grade"
    NOT_ADMITTED = "not_admitted"
    NOT_APPEARED = "not_appeared"
    WITHDRAWN = "withdrawn"


class Leaving(StrEnum):
    """How a withdrawn student left: before the first day of the course, after it, or with no date known."""

    BEFORE_START = "before_start"
    AFTER_START = "after_start"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """Roles of staff that the records name (R1.2)."""

    SPECIALIST = "specialist"
    LEADING_SPECIALIST = "leading_specialist"
    CHAIRMAN = "chairman"
    DEAN = "dean"
    ADVISER = "adviser"
    TEACHER = "teacher"
    FINANCE = "finance"
    CHIEF_ACCOUNTANT = "chief_accountant"
    CASHIER = "cashier"
    RECTORATE = "rectorate"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INVIGILATOR = "invigilator"
    COMMISSION_MEMBER = "commission_member"
    HEAD_OF_DEPARTMENT = "head_of_department"
