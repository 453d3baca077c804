"""Forms of the way in."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from shared.web import ChoiceField, DateField, Form, SecretField, TextField, t


class SignInForm(Form):
    """Login and password."""

    login = TextField("account.login", required=True, max=200, autocomplete="username")
    password = SecretField("account.password")


class NewPassword(Form):
    """A password typed twice."""

    def validate_again(self, field: Any) -> None:
        """Both are the same."""
        if field.data != self["new" if "new" in self else "password"].data:
            raise ValidationError(t("account.not_the_same"))


class FirstPasswordForm(NewPassword):
    """The first password, by invitation."""

    password = SecretField("account.password", new=True, help="account.password_help")
    again = SecretField("account.password_again", new=True)


class PasswordForm(NewPassword):
    """Another password."""

    old = SecretField("account.password_old")
    new = SecretField("account.password_new", new=True, help="account.password_help")
    again = SecretField("account.password_again", new=True)


class BehalfForm(Form):
    """Why staff acts on behalf of a student."""

    ground = TextField("account.ground", required=True, max=300, lines=2)
    paper = TextField("leaving.paper", required=True, max=80, help="account.ground_help")


class RoleForm(Form):
    """A role to give."""

    role = ChoiceField("account.role", required=True)
    faculty = ChoiceField("account.within")
    since = DateField("account.since_day", required=True)
    until = DateField("account.until_day", help="account.until_help")
    reason = TextField("word.reason", required=True, max=300, help="account.order_help")


class EndRoleForm(Form):
    """A role to end."""

    last_day = DateField("account.last_day", required=True)
    reason = TextField("word.reason", required=True, max=300, help="account.order_help")
