"""The wiring of the four services' web processes: every route says who may enter, every action exists."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from flask import Flask

from shared.identity import PERMISSIONS, Role
from shared.web.access import access_of
from shared.web.identity import SERVICES
from shared.web.navigation import ENTRIES
from shared.web.testing import test_settings

KIT = {"health", "assets", "rules", "docs", "api-docs"}
OPEN = {
    "api_tokens.create",
    "api_chain.head",
    "api_chain.known",
    "verification.index",
    "payer",
    "api_payments.show_by_code",
    "api_external_students.register",
    "api_providers.announce",
    "externals.register",
    "externals.received",
    "certificates.show",
    "certificates.paper",
}
"""Anybody may check a seal or a document; a payer sees an invoice by its code, never marks (R14.2). A student of
another university registers himself; whoever has the digest of his certificate reads it, his registrar too (R8.8).
A provider has no account: his signature is checked instead (R14.2)."""

BUILT = [service for service in SERVICES if find_spec(f"services.{service}.app")]


def allowed(action: str | None) -> set[Role]:
    """The roles that may do this; a page without an action is for all."""
    return set(Role) if action is None else set(PERMISSIONS[action])


def application(service: str) -> Flask:
    """The web process of a service."""
    made: Flask = import_module(f"services.{service}.app").create_app(test_settings(service))
    return made


@pytest.mark.parametrize("service", BUILT)
def test_every_route_says_who_may_enter(service: str) -> None:
    app = application(service)
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None]
    assert silent == []


@pytest.mark.parametrize("service", BUILT)
def test_every_route_stands_under_the_prefix_of_its_service(service: str) -> None:
    outside = [
        rule.rule for rule in application(service).url_map.iter_rules() if not rule.rule.startswith(f"/{service}/")
    ]
    assert outside == []


@pytest.mark.parametrize("service", BUILT)
def test_routes_that_let_everybody_in_are_few_and_known(service: str) -> None:
    app = application(service)
    known = KIT | {f"account.{view}" for view in ("enter", "leave", "renew", "language", "invitation")} | OPEN
    public = {rule.endpoint for rule in app.url_map.iter_rules() if getattr(access_of(app, rule.endpoint), "public", 0)}
    assert {name for name in public if name not in known and name.partition(".")[0] not in known} == set()


def test_every_entry_of_the_menu_leads_to_a_page_that_its_reader_may_open() -> None:
    apps = {service: application(service) for service in BUILT}
    wrong = []
    for entry in ENTRIES:
        app = apps[entry.address.split("/")[1]]
        endpoint, _ = app.url_map.bind("localhost").match(entry.address)
        access = access_of(app, endpoint)
        if access is None or not allowed(entry.action) <= allowed(access.action):
            wrong.append(entry)
    assert wrong == []


def test_each_action_of_the_table_is_allowed_to_somebody() -> None:
    assert [action for action, bounds in PERMISSIONS.items() if not bounds] == []
