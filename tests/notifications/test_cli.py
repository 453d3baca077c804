"""Notifications' own commands: how deliveries stand, and a failed one tried again."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from click.testing import CliRunner, Result
from sqlalchemy import select, update

from services.notifications.cli import group
from services.notifications.models import Delivery
from services.notifications.usecases import notices, people
from shared.clock import set_office
from shared.db import Database
from tests.databases import Bound
from tests.notifications.conftest import NOON, notice, person


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def failed_letter(database: Database) -> UUID:
    """A letter that the mail server would not take."""
    who = person()
    with database.transaction() as session:
        set_office(session, NOON)
        people.keep(session, [who])
        notices.make(session, [notice(who.person_id, required=True)])
        session.execute(update(Delivery).where(Delivery.channel == "email").values(status="failed", error="550 no"))
        return session.scalars(select(Delivery.delivery_id).where(Delivery.channel == "email")).one()


def test_deliveries_are_counted_and_a_failed_one_is_tried_again_once(undone_databases: Bound) -> None:
    assert run("deliveries").output == "no deliveries\n"
    delivery_id = str(failed_letter(undone_databases.notifications))
    assert "email.failed: 1" in run("deliveries").output
    assert run("retry", delivery_id).output == f"waits for its next try: {delivery_id}\n"
    assert json.loads(run("deliveries", "--json").output)["email.waiting"] == 1
    again = run("retry", delivery_id)
    assert again.exit_code == 1
    assert "can't be tried again" in again.output


def test_a_delivery_that_nobody_knows_is_said_to_be_none(undone_databases: Bound) -> None:
    assert undone_databases
    unknown = run("retry", str(uuid4()))
    assert unknown.exit_code == 1
    assert "There is no delivery" in unknown.output
    assert run("retry", "no-id").exit_code == 2
