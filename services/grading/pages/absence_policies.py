"""The policy of absences: every version with its day and reason, and the next one by the chairman (R11.2d, D10)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.absences import Effect
from services.grading.domain.new_absence_policy import NewAbsencePolicy
from services.grading.models import AbsencePolicyRow
from services.grading.pages.versions import numbers, seasons, shown, versions_page
from services.grading.usecases import policies
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    TextField,
    WholeNumberField,
    allows,
    page_blueprint,
    t,
)

pages = page_blueprint("grading", "absence_policies", __name__)

VERSIONS = DataTable(
    "versions",
    Column("version", "grading_policy.version", kind="number", sort=AbsencePolicyRow.version),
    Column("valid_from", "grading_policy.valid_from", kind="day", sort=AbsencePolicyRow.valid_from),
    Column("season", "grading_policy.season", words=lambda season: t(f"season.{season}")),
    Column("levels", "absence_policy.levels", words=lambda levels: shown(levels)),
    Column("limit", "absence_policy.limit", kind="number"),
    Column("effect", "absence_policy.effect", kind="badge"),
    Column("away_days", "absence_policy.away_days", kind="number"),
    Column("holiday_days", "absence_policy.holiday_days", kind="number"),
    Column("class_weeks", "absence_policy.class_weeks", kind="number"),
    Column("reason", "word.reason"),
    Column("recorded_at", "grading_policy.recorded_at", kind="moment", sort=AbsencePolicyRow.recorded_at),
    sort="-version",
)
KEPT = ("limit", "effect", "away_days", "holiday_days", "class_weeks")


class AbsencePolicyForm(Form):
    """The next version; it begins with what stands."""

    valid_from = DateField("grading_policy.valid_from", required=True)
    season = ChoiceField("grading_policy.season")
    levels = TextField("absence_policy.levels", required=True, max=60, help="grading_policy.list_help")
    limit = WholeNumberField("absence_policy.limit", required=True, least=1, most=100)
    effect = ChoiceField("absence_policy.effect", required=True)
    away_days = WholeNumberField("absence_policy.away_days", required=True, least=0, most=100)
    holiday_days = WholeNumberField("absence_policy.holiday_days", required=True, least=1, most=100)
    class_weeks = WholeNumberField("absence_policy.class_weeks", required=True, least=1, most=30)
    why = TextField("word.reason", required=True, max=500, lines=2)
    sure = CheckField("grading_policy.sure", required=True)


@pages.route("/absence-policies", methods=["GET", "POST"])
@allows("grading.see_policies")
def index() -> ResponseReturnValue:
    """Every version; the chairman adds the next."""
    return versions_page(VERSIONS, AbsencePolicyRow, _form, _record, "absence_policy")


def _record(session: Session, form: AbsencePolicyForm) -> None:
    policies.change_absences(session, _asked(form), form.why.data)


def _form(session: Session) -> AbsencePolicyForm:
    last = session.scalars(
        select(AbsencePolicyRow).where(AbsencePolicyRow.season.is_(None)).order_by(AbsencePolicyRow.version.desc())
    ).first()
    assert last is not None
    form = AbsencePolicyForm(data={"levels": shown(last.levels), **{name: getattr(last, name) for name in KEPT}})
    form.season.choices = seasons()
    form.effect.choices = [(one.value, t(f"status.{one.value}")) for one in Effect]
    return form


def _asked(form: AbsencePolicyForm) -> NewAbsencePolicy:
    return NewAbsencePolicy(
        valid_from=form.valid_from.data,
        season=form.season.data or None,
        levels=numbers(form.levels.data),
        **{name: form[name].data for name in KEPT},
    )
