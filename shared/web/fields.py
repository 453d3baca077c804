"""Strict fields for bodies and queries: what is not exactly a number, a mark or an amount is refused, never cut."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields, validate
from marshmallow.fields import UUID, Boolean, Date, Dict, Enum, List, Nested, String

from shared.money import Money

__all__ = [
    "UUID",
    "Base64Field",
    "Boolean",
    "Date",
    "Dict",
    "Enum",
    "Exact",
    "List",
    "MarkField",
    "Moment",
    "MoneyField",
    "Nested",
    "QueryNumber",
    "String",
    "WholeNumber",
    "Word",
]

BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class WholeNumber(fields.Integer):
    """A whole number, written as one: 3.7, "3" and true are refused. Give ``least`` and ``most``."""

    default_error_messages = {"invalid": "Not a whole number."}

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        bounds = [validate.Range(min=least, max=most)] if least is not None or most is not None else []
        super().__init__(strict=True, validate=[*bounds, *kwargs.pop("validate", [])], **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return value


class QueryNumber(WholeNumber):
    """A whole number in an address, where everything is text."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9):
            raise self.make_error("invalid")
        return int(value)


class MarkField(fields.Field[Decimal]):
    """A mark from 0 to 100 with at most two decimals, kept exactly; comma or point (R4.1)."""

    default_error_messages = {"invalid": "Not a mark from 0 to 100 with at most two decimals."}

    def __init__(self, **kwargs: Any) -> None:
        documented = {"type": "string", "pattern": r"^\d{1,3}([.,]\d{1,2})?$", "example": "49.5"}
        super().__init__(metadata=documented, **kwargs)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value:f}"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        try:
            return read_mark(value)
        except ValueError:
            raise self.make_error("invalid") from None


def read_mark(written: Any) -> Decimal:
    """The mark as typed; raises ValueError for what is none. A float is none: it has lost its last digit already."""
    if isinstance(written, bool) or not isinstance(written, (str, int)):
        raise ValueError(written)
    try:
        mark = Decimal(str(written).strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(written) from None
    if not (mark.is_finite() and 0 <= mark <= 100) or int(mark.as_tuple().exponent) < -2:
        raise ValueError(written)
    return mark


class MoneyField(fields.Field[Money]):
    """An amount in tenge as text, ``"1234.50"``; reads a comma too; more than two decimals are refused (R14.1)."""

    default_error_messages = {"invalid": "Not an amount in tenge with at most two decimals."}

    def __init__(self, *, negative: bool = False, **kwargs: Any) -> None:
        self.negative = negative
        sign = "-?" if negative else ""
        pattern = rf"^{sign}\d{{1,15}}([.,]\d{{1,2}})?$"
        super().__init__(metadata={"type": "string", "pattern": pattern, "example": "1234.50"}, **kwargs)

    def _serialize(self, value: Money | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Money:
        try:
            if not isinstance(value, str) or len(value) > 24:
                raise ValueError(value)
            amount = Money.of(value)
        except ValueError:
            raise self.make_error("invalid") from None
        if (amount.tiyn < 0 and not self.negative) or abs(amount.tiyn) >= 10**17:
            raise ValidationError(self.error_messages["invalid"])
        return amount


class Base64Field(fields.Field[bytes]):
    """A file in a JSON body, as base64."""

    default_error_messages = {"invalid": "Not base64."}

    def __init__(self, **kwargs: Any) -> None:
        documented = {"type": "string", "contentEncoding": "base64", "pattern": BASE64, "example": "JVBERi0xLjc="}
        super().__init__(metadata=documented, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bytes:
        try:
            if not isinstance(value, str):
                raise ValueError(value)
            return b64decode(value.encode("ascii"), validate=True)
        except (NotBase64, ValueError):
            raise self.make_error("invalid") from None


class Exact(fields.Decimal):
    """An exact decimal number in an answer, as text: ``"3.42"``."""

    def __init__(self, **kwargs: Any) -> None:
        documented = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "example": "3.42"}
        super().__init__(as_string=True, metadata=documented, **kwargs)

    def _to_string(self, value: Decimal) -> str:
        return f"{value:f}"


class Moment(fields.AwareDateTime):
    """A moment with its zone, ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)


class Word(fields.String):
    """A text of one line or more: no control characters, no unpaired signs, a length."""

    def __init__(self, *, least: int = 1, most: int = 500, **kwargs: Any) -> None:
        checks: list[Callable[..., Any]] = [validate.Length(min=least, max=most), _printable]
        super().__init__(validate=[*checks, *kwargs.pop("validate", [])], **kwargs)


def _printable(text: str) -> None:
    if any((ord(sign) < 32 and sign not in "\r\n\t") or 0xD800 <= ord(sign) < 0xE000 for sign in text):
        raise ValidationError("Contains signs that cannot be printed.")
