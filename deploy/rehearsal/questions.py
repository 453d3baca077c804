"""What is asked of the people of a rehearsal; how often they go each way stands in ``rates``.

Of the questions of ``EXCLUSIVE`` one option is drawn for each person or case, and the first is the usual way.
The ways of the others are each asked alone: yes or no.
"""

from __future__ import annotations

from enum import StrEnum


class Applies(StrEnum):
    """When a student with a debt applies."""

    FIRST_DAY = "first_day"
    SECOND_DAY = "second_day"
    LAST_DAY = "last_day"
    TOO_LATE = "too_late"


class Pays(StrEnum):
    """What becomes of an invoice."""

    AT_ONCE = "at_once"
    BY_IIN = "by_iin"
    BY_A_PARENT = "by_a_parent"
    BY_AN_EMPLOYER = "by_an_employer"
    TOGETHER = "together"
    IN_TWO_PARTS = "in_two_parts"
    TWICE = "twice"
    SHORT_BY_A_FEE = "short_by_a_fee"
    TOO_MUCH = "too_much"
    MISTYPED = "mistyped"
    MISTYPED_TOO_MUCH = "mistyped_too_much"
    WRONG_IIN = "wrong_iin"
    ANOTHERS_IIN = "anothers_iin"
    FOR_ANOTHER = "for_another"
    AT_THE_DESK = "at_the_desk"
    BY_A_PROVIDER = "by_a_provider"
    BY_A_SLOW_PROVIDER = "by_a_slow_provider"
    FROM_ABROAD = "from_abroad"
    WITH_A_RECEIPT = "with_a_receipt"
    FALSE_RECEIPT = "false_receipt"
    UNREADABLE = "unreadable"
    HALF = "half"
    LATE = "late"
    NEVER = "never"


class Answers(StrEnum):
    """What a student says to a seat offered to him."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SAYS_NOTHING = "says_nothing"


class Studies(StrEnum):
    """How the summer goes for him."""

    PASSES = "passes"
    FAILS_THE_EXAM = "fails_the_exam"
    NOT_ADMITTED = "not_admitted"
    STAYS_AWAY = "stays_away"
    HAS_CRIBS = "has_cribs"


class Leaves(StrEnum):
    """When he leaves an application or a course of his own will, or by the office on his paper."""

    BEFORE_THE_START = "before_the_start"
    FIRST_WEEK = "first_week"
    SECOND_WEEK = "second_week"
    LATER = "later"
    ILL = "ill"


class Becomes(StrEnum):
    """Another standing of a student while his cases run."""

    ON_LEAVE = "on_leave"
    TRANSFERRED = "transferred"
    LEFT = "left"
    DECEASED = "deceased"


class Chooses(StrEnum):
    """What he says when his course is not held."""

    MONEY_BACK = "refund"
    ADVANCE = "advance"
    ANOTHER_COURSE = "moved"
    SAYS_NOTHING = "says_nothing"


class HeldAgainst(StrEnum):
    """On what ground his expulsion is reviewed; unpaid re-studies and absences are of the general terms."""

    INTERNAL_RULES = "internal_rules"
    DISCIPLINE = "discipline"
    OWN_WISH = "own_wish"
    TRANSFER = "transfer"
    REPEAT_UNPAID = "repeat_unpaid"


class ReviewGoes(StrEnum):
    """What becomes of a review."""

    TO_THE_ORDER = "to_the_order"
    WITHDRAWN = "withdrawn"
    NOT_SIGNED = "not_signed"
    CURED = "cured"
    NOT_EXPELLED = "not_expelled"
    APPEAL_REVOKED = "appeal_revoked"
    APPEAL_REOPENED = "appeal_reopened"
    APPEAL_KEPT = "appeal_kept"
    NOT_BEGUN = "not_begun"
    DROPPED = "dropped"
    OVERTAKEN = "overtaken"


class Also(StrEnum):
    """What else may happen."""

    OWES_FEES = "owes_fees"
    ASKS_FOR_THE_HOLD = "asks_for_the_hold"
    AT_PRACTICE = "at_practice"
    ANOTHER_PURPOSE = "another_purpose"
    APPLIES_TWICE = "applies_twice"
    APPLIES_BY_THE_OFFICE = "applies_by_the_office"
    APPLIES_AGAIN = "applies_again"
    COURSE_BY_SIGNATURES = "course_by_signatures"
    COURSE_BY_EQUIVALENT = "course_by_equivalent"
    COURSE_IN_TWO_GROUPS = "course_in_two_groups"
    COURSE_UNWANTED = "course_unwanted"
    COURSE_OF_ONE = "course_of_one"
    CHANGES_SECTION = "changes_section"
    ADVISER_OBJECTS = "adviser_objects"
    ADVISER_REMINDS = "adviser_reminds"
    MORE_SEATS = "more_seats"
    MORE_SEATS_LATE = "more_seats_late"
    OUT_OF_TURN = "out_of_turn"
    TIMES_CHANGE = "times_change"
    LEAVES_CHANGED_TIMES = "leaves_changed_times"
    CANCELLED_AFTER_START = "cancelled_after_start"
    TEACHER_REPLACED = "teacher_replaced"
    ASKED_FOR_BY_THE_TEACHER = "asked_for_by_the_teacher"
    READ_BY_THE_AUDITOR = "read_by_the_auditor"
    BANK_FILE_LATE = "bank_file_late"
    FILE_TWICE = "file_twice"
    FILE_OVERLAPS = "file_overlaps"
    FILE_WITH_A_GAP = "file_with_a_gap"
    FILE_FORKED = "file_forked"
    REGISTER_LATE = "register_late"
    BOX_DIFFERS = "box_differs"
    CASH_TAKEN_BACK = "cash_taken_back"
    MONEY_RETURNED = "money_returned"
    USES_ADVANCE = "uses_advance"
    ASKS_REFUND = "asks_refund"
    REFUND_SIGNED = "refund_signed"
    REFUND_SENT_BACK = "refund_sent_back"
    SHEET_LATE = "sheet_late"
    SHEET_VERY_LATE = "sheet_very_late"
    APPEALS = "appeals"
    APPEAL_WAITS = "appeal_waits"
    APPEAL_RAISES = "appeal_raises"
    HAS_CERTIFICATE = "has_certificate"
    MARK_CORRECTED = "mark_corrected"
    CORRECTION_REFUSED = "correction_refused"
    REVIEWED = "reviewed"
    COMES_IN_AUTUMN = "comes_in_autumn"
    BECOMES_EXTERNAL = "becomes_external"
    FINANCE_LETS_LAPSE = "finance_lets_lapse"


EXCLUSIVE: tuple[type[StrEnum], ...] = (Applies, Pays, Answers, Studies, Chooses, HeldAgainst, ReviewGoes)
ALONE: tuple[type[StrEnum], ...] = (Leaves, Becomes, Also)
