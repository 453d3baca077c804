"""Billing's policies on their screen: the chief accountant sets the next row, nobody back-dates one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from services.billing.domain.shipped import POLICIES
from services.billing.queries.policies import shortfall
from shared.clock import at, set_office
from shared.db import Database
from shared.i18n import texts
from shared.identity.testing import sign_in
from tests.apps import app_of
from tests.billing.world import DAY


def test_every_policy_has_its_words() -> None:
    said = texts("billing")
    keys = {f"policy.{name}" for name in POLICIES} | {f"policy_value.{key}" for v, _ in POLICIES.values() for key in v}
    assert [key for key in sorted(keys) if not said.has(key)] == []


def test_the_chief_accountant_sets_a_row_from_a_day_on(web_db: Database) -> None:
    with web_db.transaction() as session:
        set_office(session, at(DAY, 10))
    client, address = app_of("billing").test_client(), "/billing/policies/shortfall"
    tomorrow = DAY + timedelta(days=1)
    typed = {"valid_from": tomorrow.isoformat(), "why": "Council", "value_tiyn": "70000", "sure": "y"}
    sign_in(client, uuid4(), roles=("finance",), language="en")
    assert "shortfall" in client.get("/billing/policies").text
    assert client.post(address, data=typed).status_code == 403
    sign_in(client, uuid4(), roles=("chief_accountant",), language="ru")
    early = client.post(address, data={**typed, "valid_from": (DAY - timedelta(days=1)).isoformat()})
    assert early.status_code == 409
    assert "задним числом" in early.text
    assert client.post(address, data=typed).status_code == 303
    assert client.post(address, data=typed).status_code == 409, "one row a day"
    with web_db.read() as session:
        assert (shortfall(session, DAY), shortfall(session, tomorrow)) == (50_000, 70_000)


def test_programs_read_every_row_and_set_the_next_one(web_db: Database) -> None:
    with web_db.transaction() as session:
        set_office(session, at(DAY, 10))
    client, address = app_of("billing").test_client(), "/billing/api/v1/policies/"
    row = {"name": "shortfall", "valid_from": (DAY + timedelta(days=1)).isoformat(), "value": {"tiyn": 70_000}}

    def sent(role: str, **changed: object) -> tuple[int, list[str]]:
        sign_in(client, uuid4(), roles=(role,), language="en")
        answer = client.post(
            address, json={**row, "why": "Council", **changed}, headers={"Idempotency-Key": str(uuid4())}
        )
        return answer.status_code, [reason["code"] for reason in (answer.json or {}).get("reasons", ())]

    assert sent("finance")[0] == 403
    assert sent("chief_accountant", value={"tiyn": "many"}) == (409, ["policy_misshapen"])
    assert sent("chief_accountant", valid_from=DAY.replace(year=2020).isoformat())[0] == 409
    assert sent("chief_accountant")[0] == 201
    listed = client.get(f"{address}?page_size=200").json["items"]  # type: ignore[index]
    rows = [one for one in listed if one["name"] == "shortfall"]
    assert [(one["value"], one["why"]) for one in rows][-1] == ({"tiyn": 70_000}, "Council")
