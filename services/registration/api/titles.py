"""Fields that several resources share."""

from __future__ import annotations

from shared.web import ApiSchema, fields


class Title(ApiSchema):
    """A title in the three languages."""

    kk = fields.String(required=True)
    ru = fields.String(required=True)
    en = fields.String(required=True)


def title() -> fields.Nested:
    """A title as a field of another schema."""
    return fields.Nested(Title, required=True)
