"""A form for a policy's next row: a field for each name of the value that stands, its first day, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.web.forms import CheckField, DateField, Form, TextField, WholeNumberField


class PolicyForm(Form):
    """From which day, and why; labels of the value are ``policy_value.<name>`` of the service's catalogue."""

    valid_from: Any
    why: Any
    sure: Any

    def typed(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The value that was typed, each part of the kind that stands."""
        return {name: _typed(self[f"value_{name}"].data, known) for name, known in before.items()}


def policy_form(value: Mapping[str, Any]) -> PolicyForm:
    """The form for a policy of this value, filled with it: its parts first, in the order in which they stand."""
    fields = {f"value_{name}": _field(name, known) for name, known in value.items()}
    fields["valid_from"] = DateField("policy.valid_from", required=True)
    fields["why"] = TextField("word.reason", required=True, max=500, lines=2)
    fields["sure"] = CheckField("policy.sure", required=True)
    shown = {f"value_{name}": _shown(known) for name, known in value.items()}
    made: PolicyForm = type("ThisPolicyForm", (PolicyForm,), fields)(data=shown)
    return made


def _field(name: str, before: Any) -> Any:
    label = f"policy_value.{name}"
    if isinstance(before, bool):
        return CheckField(label)
    if isinstance(before, int):
        return WholeNumberField(label, required=True, least=0, most=1_000_000_000)
    return TextField(label, required=True, max=200)


def _shown(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _typed(data: Any, before: Any) -> Any:
    """A list is what stands between commas; numbers in it are numbers."""
    if isinstance(before, list):
        parts = [part.strip() for part in str(data).split(",")]
        return [int(part) if part.isdecimal() else part for part in parts if part]
    return bool(data) if isinstance(before, bool) else data
