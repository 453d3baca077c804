"""Advances are used or asked back; refunds are signed by two and leave the bank; one comes back (R14.2, D5, D22)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal.bank import UNIVERSITY, Line, account
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also
from deploy.rehearsal.stage import Stage, moment
from shared.money import Money

API = "/billing/api/v1"


def morning(stage: Stage, today: date) -> None:
    """Students use or ask for their advances; what was asked for before today is signed by finance and accountant."""
    _use(stage, today)
    stage.clock.wait_until_quiet()
    _ask(stage, today)
    asked = _requests(stage, "r.status IN ('open', 'first_signed') AND r.opened_at < %(before)s", moment(today, 0))
    signed = stage.lots.some(Also.REFUND_SIGNED, [row["about"] for row in asked])
    ready = [row["refund_id"] for row in asked if row["about"] in signed]

    def sign(refund_id: UUID) -> None:
        for person in (stage.cast.finance, stage.cast.accountant):
            expect(person.post(f"{API}/refunds/{refund_id}/signatures"), 201)

    stage.beside(ready, lambda refund_id: refund_id, sign)
    stage.done["refunds signed by two"] += len(ready)
    stage.clock.wait_until_quiet()


def at_the_bank(stage: Stage, day: date) -> None:
    """Released refunds and returns leave the bank; some come back the day after."""
    lines = stage.paid[day]
    for row in _requests(stage, "r.status = 'released'"):
        lines.append(_out(row))
    for row in stage.reader.rows(
        """SELECT number, amount, to_name, to_id, to_account FROM billing.line_returns WHERE status = 'released'
           ORDER BY to_account, amount"""
    ):
        lines.append(_out(row))
    gone = _requests(stage, "r.status = 'paid_out' AND r.paid_out_on = %(before)s", day - timedelta(days=1))
    back = stage.lots.some(Also.REFUND_SENT_BACK, [row["about"] for row in gone])
    for row in gone:
        if row["about"] in back:
            purpose = f"Возврат: счет закрыт, {row['number']}"
            lines.append(Line(row["to_name"], row["to_id"], row["to_account"], purpose, Money(int(row["amount"]))))
            stage.done["refunds sent back"] += 1


def _use(stage: Stage, today: date) -> None:
    """Who has an advance and an open invoice may pay the one with the other (D5)."""
    rows = stage.reader.rows(
        """SELECT i.case_id, i.invoice_id, i.student_id FROM billing.invoices i
           WHERE i.status = 'open' AND i.due_on >= %(today)s AND i.student_id IN
             (SELECT student_id FROM billing.advances WHERE left_over > 0) ORDER BY i.case_id""",
        today=today,
    )
    using = stage.lots.some(Also.USES_ADVANCE, [str(row["case_id"]) for row in rows])
    for row in rows:
        if str(row["case_id"]) in using:
            said = stage.people[row["student_id"]].somebody.post(f"{API}/invoices/{row['invoice_id']}/use-advance")
            expect(said, 200, 409)
            stage.done["advances used"] += said.status == 200


def _ask(stage: Stage, today: date) -> None:
    """Some ask for what they paid too much."""
    rows = stage.reader.rows(
        """SELECT a.advance_id, a.student_id, a.operation_on, a.amount FROM billing.advances a
           WHERE a.left_over > 0 AND a.made_at < %(today)s AND a.why IN ('overpaid', 'paid_twice')
             AND NOT EXISTS (SELECT 1 FROM billing.refund_requests r WHERE r.advance_id = a.advance_id)
           ORDER BY a.student_id, a.operation_on, a.amount""",
        today=moment(today, 0),
    )
    asking = stage.lots.some(Also.ASKS_REFUND, [_told_by(row) for row in rows])
    for row in rows:
        if _told_by(row) in asking:
            body = {"advance_id": str(row["advance_id"])}
            expect(stage.people[row["student_id"]].somebody.post(f"{API}/refunds/", body), 201)
            stage.done["refunds asked for"] += 1


def _told_by(row: dict[str, Any]) -> str:
    return f"{row['student_id']} {row['operation_on']} {row['amount']}"


def _requests(stage: Stage, which: str, before: object = None) -> list[dict[str, Any]]:
    """Refund requests, in an order that does not depend on their numbers."""
    return stage.reader.rows(
        f"""SELECT r.refund_id, r.number, r.amount, r.to_name, r.to_id, r.to_account,
                   concat_ws(' ', r.student_id, a.operation_on, r.amount) AS about
            FROM billing.refund_requests r JOIN billing.advances a USING (advance_id)
            WHERE {which} ORDER BY about, r.number""",
        before=before,
    )  # fmt: skip


def _out(row: dict[str, Any]) -> Line:
    payee = (row["to_name"], row["to_id"], row["to_account"] or account(3))
    purpose = f"Возврат денег по заявлению {row['number']}"
    return Line("Университет", UNIVERSITY, account(1), purpose, Money(int(row["amount"])), received=False, payee=payee)
