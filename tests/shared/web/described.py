"""Try a described API with generated requests: it must answer as its OpenAPI says, and never with a defect."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import uuid4

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.identity import Role
from shared.identity.testing import token_for

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def try_described_api(app: Flask, service: str, examples: int = 20) -> int:
    """Send what the description allows and what it forbids to every operation; answers how many there are."""
    token = token_for(uuid4(), roles=[role.value for role in Role])
    schema = schemathesis.openapi.from_wsgi(f"/{service}/api/v1/openapi.json", app)
    tried = 0
    for operation in schema.get_all_operations():
        found: Any = operation
        for mode in schemathesis.GenerationMode:
            try_operation(found.ok(), token, examples, mode)
        tried += 1
    return tried


def try_operation(operation: Any, token: str, examples: int, mode: schemathesis.GenerationMode) -> None:
    """One operation with requests that its description allows, or forbids; the same requests in each run."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_described(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    with suppress(Unsatisfiable):  # an operation that reads nothing can't be asked wrongly
        answers_as_described()
