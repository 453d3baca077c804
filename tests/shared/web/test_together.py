"""Those who ask at the same time share a transaction; nobody suffers for another's request."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from services.billing.db import db
from shared.errors import Refused
from shared.identity.testing import token_for
from shared.money import Money
from shared.web import Wanted
from shared.web.idempotency import Answer, idempotency_keys
from tests.shared.web.office import FINANCE, desk, issued, together

SLIPS = "/billing/api/v1/slips/together"


@pytest.fixture
def door(program_of_many_threads: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> tuple[FlaskClient, Event]:
    """The first transaction stays open until the door is: whoever asks meanwhile comes into the next one."""
    opened, entered, act = Event(), Event(), desk._act

    def slow(session: Session, asked: Sequence[Wanted[Money]]) -> Sequence[Answer | Refused]:
        if not entered.is_set():
            entered.set()
            opened.wait(10)
        return act(session, asked)

    monkeypatch.setattr(desk, "_act", slow)
    together.clear()
    return program_of_many_threads, opened


def ask_all(door: tuple[FlaskClient, Event], asked: Sequence[tuple[UUID, str, str]]) -> list[TestResponse]:
    """One who holds the door, then all these (who, how much, key) at once."""
    client, opened = door

    def ask(person: UUID, amount: str, key: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {token_for(person, roles=FINANCE)}"} | (
            {"Idempotency-Key": key} if key else {}
        )
        return client.application.test_client().post(SLIPS, json={"amount": amount, "credits": 5}, headers=headers)

    with ThreadPoolExecutor(len(asked) + 1) as pool:
        first = pool.submit(ask, uuid4(), "1", "")
        while not desk._led:
            pass
        others = [pool.submit(ask, *one) for one in asked]
        while len(desk._waiting) < len(asked) + 1:
            pass
        opened.set()
        assert first.result().status_code == 201
        return [other.result() for other in others]


def test_who_asks_alone_is_served_alone(program_of_many_threads: FlaskClient) -> None:
    together.clear()
    answer = program_of_many_threads.post(SLIPS, json={"amount": "5", "credits": 5})
    assert (answer.status_code, together) == (201, [1])


def test_who_comes_meanwhile_shares_the_next_transaction_each_in_his_own_name(
    door: tuple[FlaskClient, Event],
) -> None:
    people = [uuid4() for _ in range(6)]
    answers = ask_all(door, [(person, "5", "") for person in people])
    assert together == [1, 6]
    assert [answer.json["by"] for answer in answers if answer.json] == [str(person) for person in people]
    assert sorted(answer.json["number"] for answer in answers if answer.json) == [2, 3, 4, 5, 6, 7]


def test_one_is_refused_and_his_key_is_free_again_while_the_others_are_served(door: tuple[FlaskClient, Event]) -> None:
    dear, fine = uuid4(), uuid4()
    answers = ask_all(door, [(dear, "1000", "a"), (fine, "5", "a")])
    assert [answer.status_code for answer in answers] == [409, 201]
    assert together == [1, 2]
    with db.read() as session:
        assert list(session.scalars(select(idempotency_keys.c.person_id))) == [fine]


def test_a_request_that_fails_is_nobody_elses_failure(
    door: tuple[FlaskClient, Event],
) -> None:
    door[0].application.config["PROPAGATE_DEFECTS"] = False
    answers = ask_all(door, [(uuid4(), "5", ""), (uuid4(), "66", ""), (uuid4(), "5", "")])
    assert [answer.status_code for answer in answers] == [201, 500, 201]
    assert together == [1, 3, 1, 1, 1]
    assert issued == [Money.of("1"), Money.of("5"), Money.of("5")]


def test_a_key_sent_twice_at_once_happens_once(door: tuple[FlaskClient, Event]) -> None:
    person = uuid4()
    first, second = ask_all(door, [(person, "5", "a"), (person, "5", "a")])
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(issued) == 2


def test_a_key_sent_at_once_with_two_requests_serves_one_of_them(door: tuple[FlaskClient, Event]) -> None:
    person = uuid4()
    answers = ask_all(door, [(person, "5", "a"), (person, "6", "a")])
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert len(issued) == 2
