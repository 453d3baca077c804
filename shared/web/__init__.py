"""The web kit: everything that a service's API and pages are written with (README.md beside this file)."""

from __future__ import annotations

from shared.web import fields
from shared.web.access import allows, current_actor, current_student_id, public, reach, require, signed_in
from shared.web.api import ApiSchema, Paged, PageOf, PageQuery, api_blueprint, page_of, writes, writes_together
from shared.web.app import create_service_app, limiter
from shared.web.fields import Base64Field, MarkField, MoneyField, WholeNumber, Word
from shared.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    FileField,
    Form,
    MarkInput,
    MomentField,
    MoneyInput,
    SecretField,
    TextField,
    WholeNumberField,
    shown_in,
)
from shared.web.language import current_language, t
from shared.web.pages import back_to, page_blueprint, render, render_confirm, render_form, say
from shared.web.settings import WebSettings
from shared.web.tables import Column, DataTable
from shared.web.together import Together, Wanted

__all__ = [
    "ApiSchema",
    "Base64Field",
    "CheckField",
    "ChoiceField",
    "Column",
    "DataTable",
    "DateField",
    "FileField",
    "Form",
    "MarkField",
    "MarkInput",
    "MomentField",
    "MoneyField",
    "MoneyInput",
    "PageOf",
    "PageQuery",
    "Paged",
    "SecretField",
    "TextField",
    "Together",
    "Wanted",
    "WebSettings",
    "WholeNumber",
    "WholeNumberField",
    "Word",
    "allows",
    "api_blueprint",
    "back_to",
    "create_service_app",
    "current_actor",
    "current_language",
    "current_student_id",
    "fields",
    "limiter",
    "page_blueprint",
    "page_of",
    "public",
    "reach",
    "render",
    "render_confirm",
    "render_form",
    "require",
    "say",
    "shown_in",
    "signed_in",
    "t",
    "writes",
    "writes_together",
]
