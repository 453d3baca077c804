"""What another service tells while he waits decides about the freed seat (R3.5, R8.4)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.notifications.models import Notice
from services.notifications.wording import worded
from shared.clock import office_day
from shared.contracts.billing import ReceiptHoldChanged
from shared.messaging import publish
from tests.databases import Bound
from tests.workflows.test_summer_way import nothing_is_left_lying, opened, told


def test_a_false_receipt_found_while_he_waits_lets_the_seat_pass_to_the_next(undone_databases: Bound) -> None:
    office, (first, second, third) = opened(undone_databases, capacity=1, number=3)
    with office.of.billing.transaction() as session:
        publish(session, [ReceiptHoldChanged(second.student_id, 1, "2026-000042")])
    assert first.due_at
    office.to(first.due_at + timedelta(hours=9))
    office.bank(office_day(office.dates.drawn_at), office_day(first.due_at))
    assert office.standing(first, second, third) == ["lapsed_unpaid", "passed_over", "offered"]
    assert told(office, second.student_id)["passed_over"] == 1
    with office.of.notifications.read() as session:
        notice = session.scalars(select(Notice).where(Notice.template == "passed_over")).one()
    assert "квитанция, деньги по которой не поступили" in worded("passed_over", notice.params, "ru").body
    nothing_is_left_lying(office)
