"""What the registers of acts about results say of each: its number, its state, of which student in which section."""

from __future__ import annotations

from marshmallow import fields

from shared.web import ApiSchema, WholeNumber


class ActLineOut(ApiSchema):
    """A line of a register."""

    number = WholeNumber(required=True)
    status = fields.String(required=True)
    code = fields.String(required=True)
    label = fields.String(required=True)
    student = fields.String(required=True)
    student_number = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
