"""What OpenAPI says of every operation beside its own words: whom it lets in, the idempotency key, how it can fail."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from shared.web.access import Access

PROBLEMS: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "The body cannot be read."),
    401: ("NotSignedIn", "Nobody is signed in, or the sign-in has run out."),
    403: ("Forbidden", "The account may not do this, or not with this row."),
    404: ("NotFound", "There is no such thing, or not for the caller."),
    405: ("WrongMethod", "The address does not take this method."),
    409: ("Refused", "The office says no, with every reason, its rule and the remedy."),
    411: ("NoLength", "The request does not state its length."),
    413: ("TooLarge", "The body is too large."),
    415: ("WrongType", "The body is not of the documented type."),
    422: ("Unprocessable", "The request has not the documented shape; every field is named."),
    429: ("TooMany", "Too many requests."),
    500: ("Defect", "A defect of ours; nothing has changed."),
    503: ("Unavailable", "A part of the office is away; try again later."),
}

KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    "description": "Repeating a request with the same key and body gives the first answer again and changes nothing.",
}


class ToldReason(Schema):
    """One reason of a refusal."""

    code = fields.String(required=True)
    rule = fields.String(required=True, metadata={"example": "R8.3"})
    text = fields.String(required=True)
    remedy = fields.String(required=True)
    rule_url = fields.String(required=True)


class Problem(Schema):
    """RFC 9457, with the reasons of a refusal or the errors of each field."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    correlation = fields.String(required=True)
    reasons = fields.List(fields.Nested(ToldReason))
    errors = fields.Dict(keys=fields.String())


class SchemaNames:
    """How schemas are called in one description: by their class; a second class of a name also by its module."""

    def __init__(self) -> None:
        self._taken: dict[str, type[Schema]] = {}

    def __call__(self, schema: type[Schema] | Schema) -> str | None:
        """The name, or None for a schema that is described where it stands (a part of another one)."""
        if isinstance(schema, Schema) and (schema.only or schema.exclude or schema.partial):
            return None
        kind = schema if isinstance(schema, type) else type(schema)
        name = kind.__name__
        if self._taken.setdefault(name, kind) is kind:
            return name
        return kind.__module__.rpartition(".")[2].title().replace("_", "") + name


def document_errors(doc: dict[str, Any], info: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to one operation what every operation of its kind has."""
    access: Access = info.get("access") or Access()
    responses = doc.setdefault("responses", {})
    responses.pop("default", None)
    named = [int(code) for code in responses if str(code).isdigit() and int(code) in PROBLEMS]
    for code in {*named, *_codes(doc, info, access)}:
        responses[str(code)] = {"$ref": f"#/components/responses/{PROBLEMS[code][0]}"}
        responses.pop(code, None)
    if info.get("changes"):
        doc.setdefault("parameters", []).append(KEY_PARAMETER)
    doc["security"] = [] if access.public else [{"bearer": []}, {"cookie": []}]
    if access.action:
        doc["x-action"] = access.action
    return doc


def _codes(doc: dict[str, Any], info: dict[str, Any], access: Access) -> list[int]:
    codes = [400, 404, 422, 429, 503]
    if not access.public:
        codes += [401, 403]
    if info.get("changes"):
        codes.append(409)
    if "requestBody" in doc or any(p.get("in") == "json" for p in _parameters(info)):
        codes += [413, 415]
    return codes


def _parameters(info: dict[str, Any]) -> list[dict[str, Any]]:
    found = info.get("arguments", {}).get("parameters", [])
    return [parameter for parameter in found if isinstance(parameter, dict)]
