"""The grading policy: every version with its day and reason, and the next one by the chairman (R4)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.new_policy import NewPolicy
from services.grading.models.rules import GradeRow, PolicyRow
from services.grading.pages.versions import numbers, seasons, shown, versions_page
from services.grading.usecases import policies
from shared.web import (
    CheckField,
    ChoiceField,
    Column,
    DataTable,
    DateField,
    Form,
    MarkInput,
    TextField,
    WholeNumberField,
    allows,
    page_blueprint,
    t,
)

pages = page_blueprint("grading", "policies", __name__)

VERSIONS = DataTable(
    "versions",
    Column("version", "grading_policy.version", kind="number", sort=PolicyRow.version),
    Column("valid_from", "grading_policy.valid_from", kind="day", sort=PolicyRow.valid_from),
    Column("season", "grading_policy.season", words=lambda season: t(f"season.{season}")),
    Column("attestation_weeks", "grading_policy.weeks", words=lambda weeks: shown(weeks)),
    Column("attestation_weights", "grading_policy.weights", words=lambda weights: shown(weights)),
    Column("admission_value", "grading_policy.admission", kind="mark"),
    Column("admission_mode", "grading_policy.mode", kind="badge"),
    Column("rating_weight", "grading_policy.rating_weight", kind="number"),
    Column("exam_weight", "grading_policy.exam_weight", kind="number"),
    Column("exam_minimum", "grading_policy.exam_minimum", kind="mark"),
    Column("sheet_hours", "grading_policy.sheet_hours", kind="number"),
    Column("sheet_clock", "grading_policy.sheet_clock", kind="badge"),
    Column("repeated", "grading_policy.repeated", kind="badge"),
    Column("scale", "grading_policy.scale"),
    Column("reason", "word.reason"),
    Column("recorded_at", "grading_policy.recorded_at", kind="moment", sort=PolicyRow.recorded_at),
    sort="-version",
)
MODES, REPEATED = ("mean", "each"), ("last", "best", "all")
CLOCKS = ("clock", "working")
KEPT = (
    "admission_value", "admission_mode", "rating_weight", "exam_weight", "exam_minimum", "sheet_hours", "repeated",
    "scale", "sheet_clock", "work_from", "work_until",
)  # fmt: skip


class PolicyForm(Form):
    """The next version; it begins with what stands."""

    valid_from = DateField("grading_policy.valid_from", required=True)
    season = ChoiceField("grading_policy.season")
    weeks = TextField("grading_policy.weeks", required=True, max=60, help="grading_policy.list_help")
    weights = TextField("grading_policy.weights", required=True, max=60, help="grading_policy.list_help")
    admission_value = MarkInput("grading_policy.admission", required=True)
    admission_mode = ChoiceField("grading_policy.mode", required=True)
    rating_weight = WholeNumberField("grading_policy.rating_weight", required=True, least=0, most=100)
    exam_weight = WholeNumberField("grading_policy.exam_weight", required=True, least=0, most=100)
    exam_minimum = MarkInput("grading_policy.exam_minimum", required=True)
    sheet_hours = WholeNumberField("grading_policy.sheet_hours", required=True, least=1, most=1000)
    sheet_clock = ChoiceField("grading_policy.sheet_clock", required=True)
    work_from = WholeNumberField("grading_policy.work_from", required=True, least=0, most=22)
    work_until = WholeNumberField("grading_policy.work_until", required=True, least=1, most=23)
    repeated = ChoiceField("grading_policy.repeated", required=True)
    scale = ChoiceField("grading_policy.scale", required=True)
    why = TextField("word.reason", required=True, max=500, lines=2)
    sure = CheckField("grading_policy.sure", required=True)


@pages.route("/policies", methods=["GET", "POST"])
@allows("grading.see_policies")
def index() -> ResponseReturnValue:
    """Every version; the chairman adds the next."""
    return versions_page(VERSIONS, PolicyRow, _form, _record, "grading_policy")


def _record(session: Session, form: PolicyForm) -> None:
    policies.change(session, _asked(form), form.why.data)


def _form(session: Session) -> PolicyForm:
    last = session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())).first()
    assert last is not None
    lists = {"weeks": shown(last.attestation_weeks), "weights": shown(last.attestation_weights)}
    form = PolicyForm(data={**lists, "season": last.season or "", **{name: getattr(last, name) for name in KEPT}})
    form.season.choices = seasons()
    form.admission_mode.choices = [(one, t(f"status.{one}")) for one in MODES]
    form.sheet_clock.choices = [(one, t(f"status.{one}")) for one in CLOCKS]
    form.repeated.choices = [(one, t(f"status.{one}")) for one in REPEATED]
    form.scale.choices = [(one, one) for one in session.scalars(select(GradeRow.scale).distinct())]
    return form


def _asked(form: PolicyForm) -> NewPolicy:
    return NewPolicy(
        valid_from=form.valid_from.data,
        season=form.season.data or None,
        attestation_weeks=numbers(form.weeks.data),
        attestation_weights=numbers(form.weights.data),
        **{name: form[name].data for name in KEPT},
    )
