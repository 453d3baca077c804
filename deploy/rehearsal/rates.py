"""Who does what in a rehearsal, and how often: one table, read from top to bottom.

A question (an enum of ``questions``) is asked of somebody: of a student, a case, a section, a day. Where its options
exclude each other, their rates make a thousand, and one of them is drawn; the others are each asked alone, yes or no.
While there is somebody for it, no way stays without one (``lots``): a small university meets all of them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deploy.rehearsal.questions import Also, Answers, Applies, Becomes, Chooses, Leaves, Pays, Studies


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a thousand of those who come to the question, and the rule or case that decides what follows."""

    way: StrEnum
    in_thousand: int
    rule: str
    what: str


RATES: Sequence[Rate] = (
    Rate(Applies.FIRST_DAY, 620, "D2", "applies in the first 24 hours: class and lot decide"),
    Rate(Applies.SECOND_DAY, 200, "D1", "applies on the day after: arrival decides"),
    Rate(Applies.LAST_DAY, 140, "D1", "applies on the last day of the window"),
    Rate(Applies.TOO_LATE, 40, "D25", "sends the form when the window has closed"),
    Rate(Pays.AT_ONCE, 410, "R8.4", "in time, with the number"),
    Rate(Pays.BY_IIN, 40, "R14.2", "in time, with his IIN and surname"),
    Rate(Pays.BY_A_PARENT, 30, "D15", "a parent pays with the number"),
    Rate(Pays.BY_AN_EMPLOYER, 10, "D15", "his employer pays with the number"),
    Rate(Pays.TOGETHER, 15, "D4", "one payment for all his invoices, if he has several"),
    Rate(Pays.IN_TWO_PARTS, 15, "D3", "two halves, both in time"),
    Rate(Pays.TWICE, 10, "D18", "the same transfer twice: two bank documents"),
    Rate(Pays.SHORT_BY_A_FEE, 20, "D3", "short by a bank's fee of up to 500 tenge"),
    Rate(Pays.TOO_MUCH, 20, "D5", "more than was asked for"),
    Rate(Pays.MISTYPED, 10, "R14.2", "a wrong digit in the number: finance finds it"),
    Rate(Pays.MISTYPED_TOO_MUCH, 10, "R14.2", "a wrong digit and too much: finance splits it"),
    Rate(Pays.WRONG_IIN, 10, "D16", "an IIN whose check digit is wrong: it is ignored, finance finds him"),
    Rate(Pays.ANOTHERS_IIN, 10, "D16", "another's IIN beside his own name: finance finds it"),
    Rate(Pays.FOR_ANOTHER, 10, "D16", "with the number of another's invoice: reversed the day after"),
    Rate(Pays.AT_THE_DESK, 30, "R14.2", "in cash, at the desk"),
    Rate(Pays.BY_A_PROVIDER, 40, "D17", "through a provider that pays for many in one line"),
    Rate(Pays.BY_A_SLOW_PROVIDER, 5, "D17", "through one whose register comes weeks late: the sheet is closed by then"),
    Rate(Pays.FROM_ABROAD, 10, "D19", "a foreign transfer, declared in time, here some days later"),
    Rate(Pays.WITH_A_RECEIPT, 10, "R8.4", "on the last day, and sends the receipt"),
    Rate(Pays.FALSE_RECEIPT, 10, "R8.4", "sends a receipt for money that never comes"),
    Rate(Pays.UNREADABLE, 15, "R14.2", "with nothing by which the payment can be told"),
    Rate(Pays.HALF, 10, "D3", "half of it only"),
    Rate(Pays.LATE, 40, "D3", "one or two days after the due date"),
    Rate(Pays.NEVER, 210, "R8.4", "not at all"),
    Rate(Answers.ACCEPTS, 700, "D20", "takes the seat that is offered"),
    Rate(Answers.DECLINES, 120, "D20", "declines it"),
    Rate(Answers.SAYS_NOTHING, 180, "D20", "lets the offer run out"),
    Rate(Studies.PASSES, 730, "R4.3", "passes"),
    Rate(Studies.FAILS_THE_EXAM, 140, "R4.3", "fails the exam"),
    Rate(Studies.NOT_ADMITTED, 80, "D11", "is not admitted"),
    Rate(Studies.STAYS_AWAY, 40, "R4.6", "does not appear"),
    Rate(Studies.HAS_CRIBS, 10, "R4.7", "is found with cribs"),
    Rate(Leaves.BEFORE_THE_START, 30, "R8.7", "leaves before the start: all back"),
    Rate(Leaves.FIRST_WEEK, 10, "R8.7", "leaves in the first week"),
    Rate(Leaves.SECOND_WEEK, 10, "R8.7", "leaves in the second week"),
    Rate(Leaves.LATER, 10, "R8.7", "leaves later: nothing back"),
    Rate(Leaves.ILL, 10, "D10", "is ill for most of it: the office takes him out on a paper"),
    Rate(Becomes.EXPELLED_BEFORE, 10, "D14", "is expelled between payment and start"),
    Rate(Becomes.EXPELLED, 10, "D14", "is expelled during the summer"),
    Rate(Becomes.ON_LEAVE, 10, "D14", "goes on academic leave"),
    Rate(Becomes.TRANSFERRED, 5, "D14", "is transferred elsewhere before the start: may finish as an external"),
    Rate(Becomes.LEFT, 5, "D14", "leaves the university"),
    Rate(Becomes.DECEASED, 5, "D14", "dies: nothing is sent any more"),
    Rate(Chooses.MONEY_BACK, 400, "D6", "his course is not held: he wants his money back"),
    Rate(Chooses.ADVANCE, 200, "D6", "he keeps it as an advance"),
    Rate(Chooses.ANOTHER_COURSE, 250, "D6", "he takes another course, if one is open to him"),
    Rate(Chooses.SAYS_NOTHING, 150, "D6", "no answer: an advance and a reminder"),
    Rate(Also.OWES_FEES, 40, "R3.8", "a debtor owes other fees, which hold his registration"),
    Rate(Also.ASKS_FOR_THE_HOLD, 600, "R1.4", "asks that the hold be lifted; two decide, then applies again"),
    Rate(Also.AT_PRACTICE, 5, "D24", "a debtor's group is at practice while the term runs"),
    Rate(Also.ANOTHER_PURPOSE, 4, "R8.1", "who owes nothing takes a course: additional, prerequisite, difference"),
    Rate(Also.APPLIES_TWICE, 10, "R9.1", "sends the same application twice: refused at once"),
    Rate(Also.APPLIES_BY_THE_OFFICE, 5, "R1.2", "a specialist applies for him, on a paper; he may object"),
    Rate(Also.APPLIES_AGAIN, 250, "D21", "applies once more after a lapse, at the end of the line"),
    Rate(Also.COURSE_BY_SIGNATURES, 80, "R8.2", "a course that no dean proposes, and its students sign for"),
    Rate(Also.COURSE_BY_EQUIVALENT, 80, "D12", "a course no longer offered, for which another stands"),
    Rate(Also.COURSE_IN_TWO_GROUPS, 100, "R8.5", "a course is offered in two groups, though one would do"),
    Rate(Also.COURSE_UNWANTED, 20, "D22", "a course that few owe, and for which nobody applies"),
    Rate(Also.COURSE_OF_ONE, 20, "D6", "one applies, from abroad: at the count nothing is paid"),
    Rate(Also.CHANGES_SECTION, 20, "D20", "asks for a seat in another section of his course"),
    Rate(Also.ADVISER_OBJECTS, 15, "R8.3", "the adviser objects on the day of the application"),
    Rate(Also.ADVISER_REMINDS, 20, "R13.1", "the adviser reminds a student of his debt"),
    Rate(Also.MORE_SEATS, 200, "R1.4", "a section with a line gets two more seats, by two"),
    Rate(Also.MORE_SEATS_LATE, 60, "R1.4", "the same on the last day of the offers"),
    Rate(Also.OUT_OF_TURN, 20, "R1.4", "one in the line is moved to the front, by two"),
    Rate(Also.TIMES_CHANGE, 40, "D24", "a section's times change after payment"),
    Rate(Also.LEAVES_CHANGED_TIMES, 250, "D24", "leaves because of it, within 24 hours"),
    Rate(Also.CANCELLED_AFTER_START, 30, "D7", "a section that finds no teacher any more after the start"),
    Rate(Also.ASKED_FOR_BY_THE_TEACHER, 10, "R8.6", "the teacher asks why he is not on the sheet"),
    Rate(Also.READ_BY_THE_AUDITOR, 5, "R1.2", "the auditor reads his case as one chain"),
    Rate(Also.BANK_FILE_LATE, 120, "R8.4", "the bank's file of a day comes a day later"),
    Rate(Also.FILE_TWICE, 150, "R14.2", "the same file is loaded again: nothing changes"),
    Rate(Also.FILE_OVERLAPS, 60, "R14.2", "the file brings the day before once more: its lines count once"),
    Rate(Also.FILE_WITH_A_GAP, 60, "R14.4", "a file comes whose opening balance does not follow: refused whole"),
    Rate(Also.FILE_FORKED, 60, "R14.4", "a day comes again with another line in it: refused whole"),
    Rate(Also.REGISTER_LATE, 400, "D17", "the provider's register comes a day after its money"),
    Rate(Also.BOX_DIFFERS, 300, "R14.2", "the cash box holds less than it should"),
    Rate(Also.CASH_TAKEN_BACK, 100, "R14.2", "the cashier errs, and takes it back by a counter-receipt"),
    Rate(Also.MONEY_RETURNED, 700, "R14.2", "money of nobody known goes back to its payer, by two"),
    Rate(Also.USES_ADVANCE, 600, "D5", "pays an open invoice from his advance"),
    Rate(Also.ASKS_REFUND, 500, "D5", "asks for what he paid too much"),
    Rate(Also.REFUND_SIGNED, 900, "R14.2", "a refund is signed by two the day after it was asked for"),
    Rate(Also.REFUND_SENT_BACK, 150, "D22", "the payer's bank sends a refund back"),
    Rate(Also.SHEET_LATE, 60, "R5.1", "a teacher closes his sheet after its 24 hours"),
    Rate(Also.SHEET_VERY_LATE, 20, "R5.1", "days late: the dean hears of it, then the rectorate"),
    Rate(Also.APPEALS, 300, "R5.5", "who failed the exam appeals"),
    Rate(Also.APPEAL_WAITS, 30, "D8", "undecided when the next term's window opens: he applies provisionally"),
    Rate(Also.APPEAL_RAISES, 400, "R5.5", "the commission raises the result"),
    Rate(Also.HAS_CERTIFICATE, 500, "D10", "who did not appear was ill: the exam of the reserve days"),
    Rate(Also.MARK_CORRECTED, 25, "R5.3", "the teacher asks for another mark on a sealed sheet"),
    Rate(Also.CORRECTION_REFUSED, 200, "R5.3", "the office refuses the correction"),
    Rate(Also.COMES_IN_AUTUMN, 15, "R8.2", "applies for the term that the rectorate then withdraws"),
    Rate(Also.BECOMES_EXTERNAL, 20, "R9.2", "goes on as an external, for whom no price is set: no invoice"),
    Rate(Also.FINANCE_LETS_LAPSE, 250, "R8.4", "three banking days without a statement: finance lets the seat lapse"),
)  # fmt: skip
