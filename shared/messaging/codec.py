"""Messages to JSON and back, by schemas derived from the contract's annotations."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import marshmallow as ma

from shared.contracts.base import REGISTRY, Message
from shared.money import Money

_SCHEMAS: dict[type[Any], ma.Schema] = {}
_NESTED: dict[type[Any], dict[str, Callable[[Any], Any]]] = {}


class UnknownContract(Exception):
    """No contract of this name and version is known here."""


class _Money(ma.fields.Field[Money]):
    def _serialize(self, value: Money | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Money:
        try:
            return Money.of(value)
        except ValueError as error:
            raise ma.ValidationError(str(error)) from error


class _Tuple(ma.fields.List[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


_SIMPLE: dict[type, Any] = {
    str: lambda **kw: ma.fields.String(**kw),
    int: lambda **kw: ma.fields.Integer(strict=True, **kw),
    bool: lambda **kw: ma.fields.Boolean(**kw),
    Decimal: lambda **kw: ma.fields.Decimal(as_string=True, **kw),
    date: lambda **kw: ma.fields.Date(**kw),
    datetime: lambda **kw: ma.fields.AwareDateTime(default_timezone=UTC, **kw),
    UUID: lambda **kw: ma.fields.UUID(**kw),
    Money: lambda **kw: _Money(**kw),
}


def schema_of(contract: type[Any]) -> ma.Schema:
    """The schema of a contract, or of a dataclass nested in one.

    Unknown fields are left out: an older hearer may meet a newer sender.
    """
    if contract not in _SCHEMAS:
        _SCHEMAS[contract] = _derived(contract)
    return _SCHEMAS[contract]


def _derived(contract: type[Any]) -> ma.Schema:
    hints = get_type_hints(contract)
    made = {f.name: _field(hints[f.name], required=f.default is MISSING) for f in fields(contract)}
    schema = ma.Schema.from_dict(made, name=f"{contract.__name__}Schema")
    return schema(unknown=ma.EXCLUDE)


def _field(annotation: Any, *, required: bool) -> ma.fields.Field[Any]:
    options: dict[str, Any] = {"required": required}
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (a for a in get_args(annotation) if a is not type(None))
        options["allow_none"] = True
    if annotation in _SIMPLE:
        field: ma.fields.Field[Any] = _SIMPLE[annotation](**options)
        return field
    origin = get_origin(annotation)
    if origin is tuple:
        return _Tuple(_field(get_args(annotation)[0], required=True), **options)
    if origin is dict:
        return ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), **options)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ma.fields.Enum(annotation, by_value=True, **options)
    if is_dataclass(annotation):
        return ma.fields.Nested(schema_of(annotation), **options)  # type: ignore[arg-type]
    raise TypeError(f"a contract can't carry {annotation!r}")


def body_of(message: Message) -> dict[str, Any]:
    """The JSON body of a message."""
    body: dict[str, Any] = schema_of(type(message)).dump(message)
    return body


def load(name: str, version: int, body: dict[str, Any]) -> Message:
    """The message that a body says.

    Raises UnknownContract, or marshmallow's ValidationError naming every field that does not fit.
    """
    contract = REGISTRY.get((name, version))
    if contract is None:
        raise UnknownContract(f"{name} version {version}")
    values: Any = schema_of(contract).load(body)
    message: Message = _build(contract, values)
    return message


def _build(contract: type[Any], values: dict[str, Any]) -> Any:
    nested = _nested_fields(contract)
    if not nested:
        return contract(**values)
    return contract(**{key: nested[key](value) if key in nested else value for key, value in values.items()})


def _nested_fields(contract: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """The fields of a contract that hold other dataclasses, and how each is built; worked out once, not a message."""
    if contract not in _NESTED:
        found = {name: _nested(annotation) for name, annotation in get_type_hints(contract).items()}
        _NESTED[contract] = {name: build for name, build in found.items() if build is not None}
    return _NESTED[contract]


def _nested(annotation: Any) -> Callable[[Any], Any] | None:
    if annotation in _SIMPLE:
        return None
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (a for a in get_args(annotation) if a is not type(None))
        inner = _nested(annotation)
        return None if inner is None else lambda value: None if value is None else inner(value)
    if annotation in _SIMPLE:
        return None
    if isinstance(annotation, type) and is_dataclass(annotation):
        return lambda value: _build(annotation, value)
    if get_origin(annotation) is tuple and is_dataclass(get_args(annotation)[0]):
        return lambda value: tuple(_build(get_args(annotation)[0], item) for item in value)
    return None
