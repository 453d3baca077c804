"""Expulsion reviews through all services: every ground and every ending, each message twice (R11)."""

from __future__ import annotations

import pytest

from shared.errors import Refused
from tests.databases import Bound
from tests.workflows.review_desk import Desk
from tests.workflows.test_summer_way import nothing_is_left_lying


def test_somebody_is_expelled_only_after_everybody_was_heard(undone_databases: Bound) -> None:
    desk = Desk(undone_databases)
    case = desk.open_by_hand()
    assert desk.stands(case) == "he opens the notice"
    with pytest.raises(Refused):
        desk.signs(case)
    desk.to_the_rector(case)
    assert desk.stands(case) == "the rector decides"
    order = desk.signs(case)
    assert (order.kind, order.content["letter"]) == ("expulsion", "f")
    assert desk.case(case).order_id == order.order_id
    nothing_is_left_lying(desk)
