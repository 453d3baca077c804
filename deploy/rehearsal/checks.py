"""The invariants of a rehearsal, asked of the four schemas by a read-only role, never by the services' own queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from deploy.embedded.services import SERVICES
from deploy.rehearsal import review_checks
from deploy.rehearsal.reader import Reader
from shared.money import Money
from shared.seals import START, Head, Seal, public_key, verify


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: what was seen, what had to be."""

    name: str
    ok: bool
    seen: Any
    expected: Any

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rehearsal knows by itself: the bank's income, and the key that seals can be verified with."""

    income: Money
    seal_key: str


Judge = Callable[[Reader, Known], Check]


def all_checks(reader: Reader, known: Known) -> list[Check]:
    """Every invariant, each judged whatever became of the others."""
    judges = (
        seats, ends, money, ledger, confirmed_paid_sheet, told_once, quiet, seals, nobody_unheard, effects_complete,
    )  # fmt: skip
    return [_judged(judge, reader, known) for judge in judges]


def _judged(judge: Judge, reader: Reader, known: Known) -> Check:
    try:
        return judge(reader, known)
    except Exception as error:  # a check that can't be made has failed, and the others are still asked
        return Check(judge.__name__, False, f"{type(error).__name__}: {error}", "an answer")


def _same(name: str, seen: Any, expected: Any) -> Check:
    return Check(name, seen == expected, seen, expected)


def seats(reader: Reader, _known: Known) -> Check:
    """The highest occupation ever, from the history, never above capacity; as of now it is who holds a seat (R3.5)."""
    ever = reader.rows(
        """WITH walked AS (
             SELECT section_id, capacity, sum(CASE change WHEN 'freed' THEN -1 ELSE 1 END)
                    OVER (PARTITION BY section_id ORDER BY seat_change_id) AS taken
             FROM registration.seat_history)
           SELECT count(*) FILTER (WHERE taken > capacity OR taken < 0) AS over,
                  count(DISTINCT section_id) FILTER (WHERE taken = capacity) AS full_once FROM walked"""
    )[0]
    differ = reader.one(
        """SELECT count(*) FROM registration.sections s JOIN registration.terms t USING (term_id)
           LEFT JOIN (SELECT section_id, count(*) AS seats FROM registration.applications
                      WHERE state IN ('held', 'offered', 'invoiced', 'confirmed', 'on_sheet')
                         OR way IN ('debt_closed', 'debt_kept', 'not_admitted', 'did_not_appear',
                                    'result_certified', 'result_not_passed')
                      GROUP BY 1) a USING (section_id)
           WHERE t.season = 'summer' AND s.taken <> coalesce(a.seats, 0)"""
    )
    seen = {"above_capacity": ever["over"], "sections_that_differ": differ, "sections_full_once": ever["full_once"]}
    return _same("seats", seen, {**seen, "above_capacity": 0, "sections_that_differ": 0})


def ends(reader: Reader, _known: Known) -> Check:
    """Each accepted application is in exactly one end, and its case says the same."""
    seen = reader.rows(
        """SELECT count(*) AS applications, count(*) FILTER (WHERE a.state = 'ended') AS ended,
                  count(*) FILTER (WHERE a.way IS DISTINCT FROM c.way OR c.state <> 'ended') AS differ
           FROM registration.applications a LEFT JOIN registration.cases c USING (case_id)"""
    )[0]
    return _same("ends", dict(seen), {**seen, "ended": seen["applications"], "differ": 0})


def money(reader: Reader, known: Known) -> Check:
    """Each tenge of the statements' income lies in one place: booked, queued, or returned by two (R14.2)."""
    lies = totals(reader)
    seen = {**{name: str(value) for name, value in lies.items()}, "sum": str(_sum(lies))}
    return _same("money", seen, {**seen, "statement_total": str(known.income), "sum": str(known.income)})


def _sum(lies: dict[str, Money]) -> Money:
    return lies["booked_total"] + lies["queued_total"] + lies["returned_total"]


def totals(reader: Reader) -> dict[str, Money]:
    """Income of all statements, and where it lies at the end.

    Cash stands apart: what the desk took lies on invoices and advances beside the bank's money, and is taken off here;
    so is what providers kept, as students are credited gross (D17).
    """
    row = reader.rows(
        """SELECT (SELECT coalesce(sum(amount), 0) FROM billing.statement_lines WHERE incoming) AS statement_total,
                  (SELECT coalesce(sum(amount), 0) FROM billing.statement_lines WHERE incoming AND way = 'clearing')
                  + (SELECT coalesce(sum(held), 0) FROM billing.invoices)
                  + (SELECT coalesce(sum(left_over), 0) FROM billing.advances)
                  - (SELECT coalesce(sum(CASE WHEN reverses IS NULL THEN amount ELSE -amount END), 0)
                     FROM billing.cash_receipts WHERE status = 'posted')
                  - (SELECT coalesce(sum(commission), 0) FROM billing.provider_registers) AS booked_total,
                  (SELECT coalesce(sum(l.amount), 0) FROM billing.queue_items q JOIN billing.statement_lines l
                   USING (line_id) WHERE q.status = 'waiting')
                  + (SELECT coalesce(sum(amount), 0) FROM billing.line_returns WHERE status = 'asked') AS queued_total,
                  (SELECT coalesce(sum(amount), 0) FROM billing.refund_requests
                   WHERE status IN ('released', 'paid_out', 'sent_back'))
                  + (SELECT coalesce(sum(amount), 0) FROM billing.line_returns
                     WHERE status IN ('released', 'paid_out')) AS returned_total"""
    )[0]
    return {name: Money(int(value)) for name, value in row.items()}


def ledger(reader: Reader, _known: Known) -> Check:
    """Every entry sums to zero; each balance is explained by what stands outside the books (R14.1)."""
    seen = reader.rows(
        """SELECT coalesce(sum(amount), 0)::bigint AS sum,
                  (SELECT count(*) FROM (SELECT 1 FROM billing.postings GROUP BY entry_id
                                         HAVING sum(amount) <> 0) u) AS unbalanced,
                  coalesce(sum(amount) FILTER (WHERE account = '1030'), 0)::bigint AS bank,
                  coalesce(sum(amount) FILTER (WHERE account = '1210'), 0)::bigint AS receivable,
                  -coalesce(sum(amount) FILTER (WHERE account = '3510'), 0)::bigint AS advances,
                  -coalesce(sum(amount) FILTER (WHERE account = '3397'), 0)::bigint AS unidentified
           FROM billing.postings"""
    )[0]
    explained = reader.rows(
        """SELECT (SELECT coalesce(sum(balance), 0)::bigint FROM billing.bank_accounts) AS bank,
                  (SELECT coalesce(sum(amount - held), 0)::bigint FROM billing.invoices
                   WHERE status IN ('open', 'paid')) AS receivable,
                  (SELECT coalesce(sum(left_over), 0)::bigint FROM billing.advances) AS advances,
                  (SELECT coalesce(sum(l.amount), 0)::bigint FROM billing.queue_items q JOIN billing.statement_lines l
                   USING (line_id) WHERE q.status = 'waiting')
                  + (SELECT coalesce(sum(amount), 0)::bigint FROM billing.line_returns
                     WHERE status = 'asked') AS unidentified"""
    )[0]
    return _same("ledger", dict(seen), {"sum": 0, "unbalanced": 0, **explained})


def confirmed_paid_sheet(reader: Reader, _known: Known) -> Check:
    """Confirmed = paid = on an examination sheet, case by case (R8.6, R9.1); who left stands in none (R8.7)."""
    confirmed = set(
        reader.column(
            """SELECT case_id FROM registration.applications
               WHERE way IN ('debt_closed', 'debt_kept', 'not_admitted', 'did_not_appear',
                          'result_certified', 'result_not_passed')
                  OR state IN ('confirmed', 'on_sheet')"""
        )
    )
    paid = set(reader.column("SELECT case_id FROM billing.invoices WHERE status = 'paid'"))
    rows = set(
        reader.column(
            """SELECT r.case_id FROM grading.sheet_rows r JOIN grading.sheets s USING (sheet_id)
               WHERE s.kind = 'exam' AND r.case_id IS NOT NULL AND r.outcome IS DISTINCT FROM 'withdrawn'"""
        )
    )
    differ = len(confirmed ^ paid | paid ^ rows)
    left = reader.one(
        """SELECT count(*) FROM registration.applications WHERE state = 'ended' AND left_at IS NOT NULL
           AND outcome IS NULL"""
    )
    seen = {"confirmed": len(confirmed), "paid": len(paid), "on_sheet": len(rows), "differ": differ, "left": left}
    expected = {**seen, "paid": len(confirmed), "on_sheet": len(confirmed), "differ": 0}
    return _same("confirmed_paid_sheet", seen, expected)


def told_once(reader: Reader, _known: Known) -> Check:
    """No key twice, no words about a case twice (reminders may); of each its receipt, once, and its end (R13.2)."""
    seen = reader.rows(
        """SELECT (SELECT count(*) - count(DISTINCT key) FROM notifications.notices) AS keys_twice,
                  (SELECT array_agg(DISTINCT template) FROM (
                     SELECT template FROM notifications.notices
                     WHERE case_id IS NOT NULL AND template NOT LIKE '%%remind%%'
                     GROUP BY case_id, person_id, template, params HAVING count(*) > 1) t) AS same_words_twice,
                  (SELECT count(*) FROM registration.applications a WHERE 1 <> (
                     SELECT count(*) FROM notifications.notices n
                     WHERE n.case_id = a.case_id AND n.template = 'application_received')) AS not_told,
                  (SELECT count(*) FROM registration.applications a JOIN registration.students s USING (student_id)
                   WHERE a.ended_at IS NOT NULL AND s.status <> 'deceased' AND NOT EXISTS (
                     SELECT 1 FROM notifications.notices n WHERE n.case_id = a.case_id
                     AND n.person_id = a.student_id AND n.said_at >= a.ended_at)) AS end_not_told"""
    )[0]
    expected = {"keys_twice": 0, "same_words_twice": None, "not_told": 0, "end_not_told": 0}
    return _same("told_once", dict(seen), expected)


def quiet(reader: Reader, _known: Known) -> Check:
    """Every outbox is empty and nothing is parked."""
    seen = {
        service: {
            "outbox": reader.one(f"SELECT count(*) FROM {service}.outbox"),
            "parked": reader.one(f"SELECT count(*) FROM {service}.parked WHERE settled_at IS NULL"),
        }
        for service in SERVICES
    }
    return _same("quiet", seen, {service: {"outbox": 0, "parked": 0} for service in SERVICES})


def seals(reader: Reader, known: Known) -> Check:
    """The chain holds, offline and with the public key alone, and every sealed sheet is a link of it (R5.3, R5.4)."""
    rows = reader.rows("SELECT * FROM grading.seals ORDER BY number")
    head = reader.rows("SELECT number, digest FROM grading.chain_heads WHERE name = 'sheets'")
    links = [
        (Seal(r["number"], r["previous"], r["digest"], r["signature"], r["key_id"]), r["document"].encode())
        for r in rows
    ]
    told = Head(head[0]["number"], head[0]["digest"]) if head else Head(0, START)
    broken = verify(links, public_key(known.seal_key), told)
    unsealed = reader.one(
        """SELECT count(*) FROM grading.sheets s JOIN grading.sheet_rows r USING (sheet_id)
           LEFT JOIN grading.seals l USING (sheet_id)
           WHERE s.kind = 'exam' AND l.sheet_id IS NULL AND r.outcome IS DISTINCT FROM 'withdrawn'"""
    )
    seen = {"links": len(links), "broken": str(broken) if broken else None, "rows_unsealed": unsealed}
    return _same("seals", seen, {"links": len(links), "broken": None, "rows_unsealed": 0})


def nobody_unheard(reader: Reader, _known: Known) -> Check:
    """Each expelled person was told, had his days, and has an order (R11.1)."""
    seen = review_checks.unheard(reader)
    return _same("nobody_unheard", seen, {**seen, "unheard": 0, "ordered_unheard": 0})


def effects_complete(reader: Reader, _known: Known) -> Check:
    """An expelled person has no seat, open invoice or open line; where the order was revoked all is back (R11.4)."""
    seen = review_checks.effects(reader)
    return _same("effects_complete", seen, {**dict.fromkeys(seen, 0), "revoked": seen["revoked"]})
