"""How a service writes its API: blueprints, strict schemas, pages of a list, and changes with an idempotency key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, jsonify, request
from flask_smorest import Api, Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser, abort

from shared.db import Database
from shared.web.documented import PROBLEMS, Problem, document_errors
from shared.web.fields import QueryNumber
from shared.web.idempotency import answered_once
from shared.web.identity import is_api_request
from shared.web.resource import Decorator, Resource, View
from shared.web.together import Together

T = TypeVar("T")


class ApiSchema(Schema):
    """A body in which an unknown field is an error."""

    class Meta:
        unknown = RAISE


class PageQuery(ApiSchema):
    """Which page of a list; other parameters are refused."""

    page = QueryNumber(least=1, most=100_000, load_default=1)
    page_size = QueryNumber(least=1, most=500, load_default=50)


@dataclass(frozen=True, slots=True)
class PageOf:
    """One page of a list and how long the whole is."""

    items: Sequence[Any]
    page: int
    page_size: int
    total: int


def Paged(schema: type[Schema]) -> Schema:  # noqa: N802 - reads as a schema where it is used
    """The schema of a page of these."""
    made = ApiSchema.from_dict(
        {
            "items": fields.List(fields.Nested(schema), required=True),
            "page": fields.Integer(required=True),
            "page_size": fields.Integer(required=True),
            "total": fields.Integer(required=True),
        },
        name=f"{schema.__name__.removesuffix('Schema')}Page",
    )
    return made()


def page_of(session: Session, query: Select[*tuple[Any, ...]], asked: Mapping[str, Any]) -> PageOf:
    """The asked page of a select; entities come as themselves, columns as rows."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    window = query.limit(asked["page_size"]).offset((asked["page"] - 1) * asked["page_size"])
    result = session.execute(window)
    one_entity = len(query.column_descriptions) == 1
    items = result.scalars().all() if one_entity else result.all()
    return PageOf(items, asked["page"], asked["page_size"], total)


class StrictParser(FlaskParser):
    """Reads bodies and queries; what the schema does not name is refused wherever it stands."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
    }

    def load_files(self, req: Any, schema: Schema) -> Any:
        """The files of a multipart body; a plain field beside them is as unknown as one in JSON."""
        if req.form:
            messages = {name: ["Unknown field."] for name in req.form}
            abort(422, messages={"files": messages}, exc=ValidationError(messages))
        return super().load_files(req, schema)


class ServiceBlueprint(Blueprint):  # type: ignore[misc]
    """A resource of the API whose operations also say whom they let in and how they fail."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(document_errors)


def api_blueprint(service: str, resource: str, description: str) -> Resource:
    """The blueprint of ``/<service>/api/v1/<resource>``."""
    made: Resource = ServiceBlueprint(
        f"api_{resource.replace('-', '_')}",
        __name__,
        url_prefix=f"/{service}/api/v1/{resource}",
        description=description,
    )
    return made


class ServiceApi(Api):  # type: ignore[misc]
    """The API of a service; errors are answered by the web kit alone."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """None: one place for errors (shared.web.problems)."""

    def _register_responses(self) -> None:
        for name, text in PROBLEMS.values():
            self.spec.components.response(name, _problem_response(text))


def _problem_response(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": Problem}}}


def refuse_unasked_queries() -> None:
    """Before every operation of the API: one that reads no query is asked none."""
    view = current_app.view_functions.get(request.endpoint or "")
    documented = getattr(view, "_apidoc", None)
    if documented is None or not request.args or not is_api_request():
        return
    parameters = documented.get("arguments", {}).get("parameters", [])
    if not any(parameter.get("in") == "query" for parameter in parameters):
        messages = {name: ["Unknown field."] for name in request.args}
        abort(422, messages={"query": messages}, exc=ValidationError(messages))


def writes(blp: Resource, db: Database, status: int, schema: type[Schema] | Schema | None = None) -> Decorator:
    """The view changes something: it gets the session of one transaction in which its idempotency key is kept too."""
    dumper = schema() if isinstance(schema, type) else schema

    def decorate(view: View) -> View:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Response:
            with db.transaction() as session:
                code, body = answered_once(session, lambda: (status, _dumped(dumper, view(session, *args, **kwargs))))
            answer = jsonify(body) if body is not None else Response(status=code)
            answer.status_code = code
            return answer

        run._apidoc = {**getattr(run, "_apidoc", {}), "changes": True}  # type: ignore[attr-defined]
        return blp.response(status, schema)(run)

    return decorate


def writes_together(blp: Resource, together: Together[T], status: int, schema: type[Schema]) -> Decorator:
    """Like ``writes`` for an act that many ask for at once: the view says what is asked for, ``together`` does it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Response:
            code, body = together.ask(view(*args, **kwargs))
            answer = jsonify(body)
            answer.status_code = code
            return answer

        run._apidoc = {**getattr(run, "_apidoc", {}), "changes": True}  # type: ignore[attr-defined]
        return blp.response(status, schema)(run)

    return decorate


def _dumped(schema: Schema | None, result: Any) -> Any:
    return None if schema is None else schema.dump(result)
