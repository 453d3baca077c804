"""A change asked for twice with one key happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from shared.identity.testing import token_for
from shared.money import Money
from tests.shared.web.office import FINANCE, issued

SLIPS = "/billing/api/v1/slips/"
BODY = {"amount": "5", "credits": 5}


def test_the_same_key_and_body_give_the_first_answer_again(program: FlaskClient) -> None:
    first = program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "a"})
    second = program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "a"})
    assert first.status_code == second.status_code == 201
    assert first.json == second.json == {"number": 1, "amount": "5.00"}
    assert issued == [Money.of(5)]


def test_the_same_key_with_another_body_is_refused(program: FlaskClient) -> None:
    program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "a"})
    answer = program.post(SLIPS, json=BODY | {"amount": "6"}, headers={"Idempotency-Key": "a"})
    assert answer.status_code == 422
    assert issued == [Money.of(5)]


def test_without_a_key_and_with_other_keys_it_happens_each_time(program: FlaskClient) -> None:
    program.post(SLIPS, json=BODY)
    program.post(SLIPS, json=BODY)
    program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "b"})
    assert len(issued) == 3


def test_another_person_may_use_the_same_key(program: FlaskClient) -> None:
    program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "a"})
    other = {"Authorization": f"Bearer {token_for(uuid4(), roles=FINANCE)}", "Idempotency-Key": "a"}
    assert program.post(SLIPS, json=BODY, headers=other).json == {"number": 2, "amount": "5.00"}


def test_a_refused_change_leaves_no_key_behind(program: FlaskClient) -> None:
    dear = BODY | {"amount": "1000"}
    assert program.post(SLIPS, json=dear, headers={"Idempotency-Key": "a"}).status_code == 409
    assert program.post(SLIPS, json=BODY, headers={"Idempotency-Key": "a"}).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101, "a b", "ключ"])
def test_a_key_is_short_and_printable(program: FlaskClient, key: str) -> None:
    answer = program.post(SLIPS, json=BODY, headers={"Idempotency-Key": key.encode().decode("latin-1")})
    assert answer.status_code == 422
    assert issued == []


def test_two_at_once_with_one_key_happen_once(program_of_many_threads: FlaskClient) -> None:
    app = program_of_many_threads.application
    headers = {"Authorization": program_of_many_threads.environ_base["HTTP_AUTHORIZATION"], "Idempotency-Key": "race"}

    def post(_: int) -> object:
        return app.test_client().post(SLIPS, json=BODY, headers=headers).json

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(8)))
    assert answers == [{"number": 1, "amount": "5.00"}] * 8
