"""What an API answers in any test is what its OpenAPI says: a body that is not described fails the test that got it."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

PARAMETER = re.compile(r"<(?:[^:<>]*:)?([^<>]+)>")


class Described:
    """Compares JSON answers of one application with the schema of their operation and status."""

    def __init__(self, app: Flask, service: str) -> None:
        self.app, self.root = app, f"/{service}/api/v1/"
        self.spec: dict[str, Any] = {}
        self.validators: dict[tuple[str, str, int], Any] = {}

    def compare(self, answer: TestResponse) -> None:
        """Refuse an answer that is not as described; what is no answer of a described operation passes."""
        path = self.path_of(answer)
        if path is None or answer.mimetype != "application/json":
            return
        known = (path, answer.request.method.lower(), answer.status_code)
        if known not in self.validators:
            self.validators[known] = self.validator(*known)
        if self.validators[known] is not None:
            wrong = next(self.validators[known].iter_errors(answer.get_json()), None)
            assert wrong is None, f"{known} is not as described: {wrong}"

    def path_of(self, answer: TestResponse) -> str | None:
        """The path of the operation that answered, as OpenAPI writes it."""
        if not answer.request.path.startswith(self.root) or answer.request.path.endswith("openapi.json"):
            return None
        try:
            urls = self.app.url_map.bind("localhost")
            rule, _ = urls.match(answer.request.path, answer.request.method, return_rule=True)
        except (HTTPException, RequestRedirect):
            return None
        return PARAMETER.sub(r"{\1}", rule.rule)

    def validator(self, path: str, method: str, status: int) -> Any:
        """The schema of an answer, ready for use; nothing where none is described."""
        self.spec = self.spec or self.app.test_client().get(f"{self.root}openapi.json").get_json()
        answers = self.spec["paths"][path][method]["responses"]
        said = answers.get(str(status)) or answers["default"]
        while "$ref" in said:
            said = self.spec["components"]["responses"][said["$ref"].rpartition("/")[2]]
        schema = said.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return None
        whole = nullable_of_3_0({**schema, "components": self.spec["components"]})
        return jsonschema_rs.validator_for(whole, validate_formats=True)


def nullable_of_3_0(schema: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, which JSON Schema does not know."""
    if isinstance(schema, list):
        return [nullable_of_3_0(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: nullable_of_3_0(value) for name, value in schema.items()}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def compared(app: Flask, service: str) -> Flask:
    """The same application, whose test clients compare what it answers."""
    described = Described(app, service)

    class Client(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> TestResponse:
            answer = super().open(*args, **kwargs)
            described.compare(answer)
            return answer

    app.test_client_class = Client
    return app
