"""Input fields that keep what was typed until it is right: amounts, marks, days, moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from wtforms import Field, RadioField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput
from wtforms.widgets.core import DateInput as DateWidget
from wtforms.widgets.core import DateTimeLocalInput

from shared.money import Money
from shared.web.fields import read_mark
from shared.web.language import current_language, t


class Typed(Field):  # type: ignore[misc]
    """A field whose text is read strictly; what cannot be read is shown again as it was typed."""

    widget = TextInput()
    error_key = "form.invalid"

    def read(self, written: str) -> Any:
        raise NotImplementedError

    def written(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                self.data = self.read(text)
            except ValueError:
                raise ValueError(t(self.error_key)) from None


class MoneyInputField(Typed):
    """Tenge, with at most two decimals, never negative."""

    error_key = "form.not_money"

    def read(self, written: str) -> Money:
        amount = Money.of(written)
        if amount.tiyn < 0 or len(written) > 20:
            raise ValueError(written)
        return amount

    def written(self, value: Money) -> str:
        return _with_sign(str(value))


class MarkInputField(Typed):
    """A mark from 0 to 100 with at most two decimals."""

    error_key = "form.not_mark"

    def read(self, written: str) -> Any:
        return read_mark(written)

    def written(self, value: Any) -> str:
        return _with_sign(f"{value:f}")


class DateInput(Typed):
    """A day, from the browser's picker or typed as 31.05.2026."""

    widget = DateWidget()
    error_key = "form.not_date"

    def read(self, written: str) -> date:
        form = "%d.%m.%Y" if "." in written else "%Y-%m-%d"
        return datetime.strptime(written, form).replace(tzinfo=UTC).date()

    def written(self, value: date) -> str:
        return value.isoformat()


class MomentInput(Typed):
    """A moment in the office's zone; given on as aware UTC."""

    widget = DateTimeLocalInput()
    error_key = "form.not_moment"

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def read(self, written: str) -> datetime:
        form = "%d.%m.%Y %H:%M" if "." in written else "%Y-%m-%dT%H:%M"
        return datetime.strptime(written[:16], form).replace(tzinfo=self.zone).astimezone(UTC)

    def written(self, value: datetime) -> str:
        return value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")


class RadioChoice(RadioField):  # type: ignore[misc]
    """One of a few, all in sight."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {str(value) for value, *_ in self.iter_choices()}:
            raise ValidationError(t("form.not_a_choice"))


def _with_sign(text: str) -> str:
    return text if current_language() == "en" else text.replace(".", ",")
