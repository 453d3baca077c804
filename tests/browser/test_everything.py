"""The whole of `make run`, once: every process of all services, on the real servers, with a small university.

The browser tests of this folder go on with it; what each of its programs does is tested elsewhere.
"""

import json
import time
import urllib.request

import pytest

from deploy.embedded.instance import Instance
from deploy.embedded.services import SERVICES
from tests.browser.office import Office
from tests.deploy.test_cli import tirkeu


def get(office: Office, path: str) -> tuple[int, str]:
    """What a browser gets at the one address."""
    with urllib.request.urlopen(f"{office.origin}{path}", timeout=30) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_ready_behind_the_one_address(office: Office, service: str) -> None:
    assert get(office, f"/{service}/health/ready")[0] == 200
    assert f"/{service}/api/v1/" in get(office, f"/{service}/api/v1/openapi.json")[1]


def test_the_first_page_is_one_where_a_person_can_begin(office: Office) -> None:
    status, page = get(office, "/")
    assert status == 200
    assert "<form" in page


def test_there_is_a_demo_account_for_each_role_that_the_summer_needs(office: Office) -> None:
    assert {"student", "specialist", "dean", "rectorate", "finance", "teacher"} <= set(office.accounts)


def test_all_that_the_load_told_arrives_and_nothing_is_parked(office: Office) -> None:
    deadline = time.monotonic() + 90
    while states := unfinished(office.instance):
        assert time.monotonic() < deadline, states
        time.sleep(0.5)


def unfinished(instance: Instance) -> dict[str, str]:
    """The services in which a message still waits, is not acknowledged, or was parked."""
    left = {}
    for service in SERVICES:
        told = tirkeu(service, "messages", "--json", TIRKEU_VAR=str(instance.var))
        assert told.returncode == 0, told.stderr
        state = json.loads(told.stdout)
        if state["waiting"] or state["unacknowledged"] or state["parked"]:
            left[service] = told.stdout
    return left
