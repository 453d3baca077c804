"""A scan of a paper in the body of a request: its name, and its content as base64 (R5.1)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.grading.usecases.scans import LARGEST, Upload
from shared.web import ApiSchema, Word


class Base64(fields.String):
    """The bytes of a file."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return b64decode(text, validate=True)
        except (Error, ValueError) as wrong:
            raise ValidationError("This is not base64.") from wrong


class ScanIn(ApiSchema):
    """A PDF or JPEG."""

    name = Word(most=200, required=True)
    content = Base64(required=True, validate=validate.Length(min=1, max=LARGEST + 1), metadata={"format": "byte"})


def upload_of(said: dict[str, Any] | None) -> Upload | None:
    """The scan as the use cases take it."""
    return None if said is None else Upload(said["name"], said["content"])
