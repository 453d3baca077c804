"""Which notices the law requires: they go by every channel that reaches a person, whatever he switched off (R13.2)."""

REQUIRED = frozenset({
    # a sum to be paid, and what becomes of his money
    "invoice_issued", "receipt_false", "invoice_cancelled", "late_money_kept", "money_back",
    "repay_needed", "fee_owed",
    # a seat that is offered for some hours, or lost
    "seat_offered", "lapsed_unpaid", "not_repaid", "invoice_refused", "rows_refused", "rows_given_up",
    # a date whose passing is a ground for expulsion
    "debt_final_near",
    # a published date that has moved
    "dates_moved", "due_date_moved",
    # a course that ends for him before its exam
    "withdrawn", "left_changed_times", "left_university", "term_withdrawn", "cancelled_after_start", "debt_gone",
    "adviser_objected", "letter_refused",
    "course_not_held", "course_advance", "course_refunded", "course_cancelled_unpaid", "section_merged",
    "section_merged_clash",
    # what stands in his record
    "not_admitted", "did_not_appear", "result_sealed", "debt_closed", "debt_kept",
    "result_corrected", "excused", "reserve_exam", "cribs_act", "appeal_filed", "appeal_raised", "appeal_kept",
    # missed classes that bar from the exam, or are a ground of expulsion (R11.2d, D10)
    "absence_bars", "absence_bars_no_more", "absence_over", "absence_away", "absence_cured", "absence_excuse_withdrawn",
    # a course that may be cancelled, and a debt's later date (D7)
    "teacher_sought", "final_date_moved",
    # a term in which he could have removed his debt is not held
    "term_not_held", "term_refused",
    # somebody acted in his name (R1.2)
    "acted_for_you",
})  # fmt: skip


def is_required(template: str, asked: bool) -> bool:
    """Whether the law requires this notice: by its kind, or because its sender says so."""
    return asked or template in REQUIRED
