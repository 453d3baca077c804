"""Forms of the pages: labels are text keys, errors stand in the caller's language beside their field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField as _FileField
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from shared.clock import ALMATY
from shared.errors import Refused
from shared.web.inputs import DateInput, MarkInputField, MomentInput, MoneyInputField, RadioChoice
from shared.web.language import t
from shared.web.problems import told


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the web client; ``reasons`` are the refusals of the office after it was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons: list[dict[str, str]] = []
        for field in self:
            if field.label.text and field.name != "csrf_token":
                field.label.text = t(str(field.label.text))


@contextmanager
def shown_in(form: Form) -> Iterator[None]:
    """A refusal inside is shown over the form, with what was typed still in it (D25)."""
    try:
        yield
    except Refused as refused:
        form.reasons = [told(reason) for reason in refused.reasons]


class Needed:
    """The field must be filled in; an unchecked box and a missing file count as empty."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors or getattr(field, "process_errors", None):
            return
        if field.data is None or field.data is False or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(t("form.required"))


class Between:
    """The value lies within bounds, which the error names."""

    def __init__(self, least: Any = None, most: Any = None) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None:
            return
        if self.least is not None and field.data < self.least:
            raise ValidationError(t("form.at_least", least=self.least))
        if self.most is not None and field.data > self.most:
            raise ValidationError(t("form.at_most", most=self.most))


class NotLonger:
    """The text fits, and can be printed."""

    def __init__(self, most: int) -> None:
        self.field_flags = {"maxlength": most}
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        text = field.data or ""
        if len(text) > self.most:
            raise ValidationError(t("form.too_long", n=self.most))
        if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text):
            raise ValidationError(t("form.unprintable"))


class EndsWith:
    """The file's name ends as it should."""

    def __init__(self, endings: Sequence[str]) -> None:
        self.endings = tuple(f".{ending.lower()}" for ending in endings)

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not str(field.data.filename).lower().endswith(self.endings):
            raise ValidationError(t("form.file_ending", endings=", ".join(self.endings)))


def _made(kind: Any, label: str, required: bool, checks: Sequence[Any], help: str | None, **more: Any) -> Any:
    validators = [*([Needed()] if required else []), *checks]
    attributes = {**more.pop("attributes", {})}
    return kind(label, validators=validators, description=help or "", render_kw=attributes, **more)


def TextField(  # noqa: N802 - the names read as the field classes that they make
    label: str, *, required: bool = False, help: str | None = None, max: int = 200, lines: int = 1, **attributes: Any
) -> Any:
    """A line of text, or several."""
    kind = TextAreaField if lines > 1 else StringField
    more = {"rows": lines} if lines > 1 else {}
    return _made(kind, label, required, [NotLonger(max)], help, attributes={**more, **attributes}, filters=[_trimmed])


def SecretField(label: str, *, new: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """A password; ``new`` tells the browser to offer one."""
    attributes = {"autocomplete": "new-password" if new else "current-password"}
    return _made(PasswordField, label, True, [NotLonger(200)], help, attributes=attributes)


def WholeNumberField(  # noqa: N802
    label: str, *, required: bool = False, least: int | None = None, most: int | None = None, help: str | None = None
) -> Any:
    """A whole number within bounds."""
    return _made(_Whole, label, required, [Between(least, most)], help, attributes={"inputmode": "numeric"})


class _Whole(IntegerField):  # type: ignore[misc]
    widget = StringField.widget

    def process_formdata(self, valuelist: list[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        self.raw_data = [written]
        self.data = None
        if written:
            if not (written.removeprefix("-").isascii() and written.removeprefix("-").isdigit() and len(written) < 10):
                raise ValueError(t("form.not_whole"))
            self.data = int(written)


def MoneyInput(label: str, *, required: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """An amount in tenge; comma or point."""
    return _made(MoneyInputField, label, required, [], help, attributes={"inputmode": "decimal"})


def MarkInput(label: str, *, required: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """A mark from 0 to 100; comma or point."""
    return _made(MarkInputField, label, required, [], help, attributes={"inputmode": "decimal", "size": 6})


def DateField(label: str, *, required: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """A calendar day."""
    return _made(DateInput, label, required, [], help)


def MomentField(label: str, *, required: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """A moment, typed in Almaty time."""
    return _made(MomentInput, label, required, [], help, zone=ALMATY)


def ChoiceField(label: str, *, required: bool = False, help: str | None = None, radio: bool = False) -> Any:  # noqa: N802
    """One of the choices given to it in the view."""
    kind = RadioChoice if radio else _Choice
    return _made(kind, label, required, [], help, choices=[], validate_choice=True)


class _Choice(SelectField):  # type: ignore[misc]
    def pre_validate(self, form: Any) -> None:
        if self.data not in {str(value) for value, *_ in self.iter_choices()}:
            raise ValidationError(t("form.not_a_choice"))


def CheckField(label: str, *, required: bool = False, help: str | None = None) -> Any:  # noqa: N802
    """A box to tick."""
    return _made(BooleanField, label, required, [], help)


def FileField(  # noqa: N802
    label: str, *, required: bool = False, endings: Sequence[str] = (), help: str | None = None
) -> Any:
    """A file to send."""
    attributes = {"accept": ",".join(f".{ending}" for ending in endings)} if endings else {}
    checks = [EndsWith(endings)] if endings else []
    return _made(_FileField, label, required, checks, help, attributes=attributes)


def _trimmed(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else text
