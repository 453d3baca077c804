"""The grading policy: every version with its day and reason, and the next one by the chairman (R4)."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.db import db
from services.grading.domain.new_policy import NewPolicy
from services.grading.models.rules import GradeRow, PolicyRow
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
    back_to,
    current_actor,
    page_blueprint,
    require,
    shown_in,
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
    Column("repeated", "grading_policy.repeated", kind="badge"),
    Column("scale", "grading_policy.scale"),
    Column("reason", "word.reason"),
    Column("recorded_at", "grading_policy.recorded_at", kind="moment", sort=PolicyRow.recorded_at),
    sort="-version",
)
SEASONS, MODES, REPEATED = ("autumn", "spring", "summer"), ("mean", "each"), ("last", "best", "all")
KEPT = (
    "admission_value", "admission_mode", "rating_weight", "exam_weight", "exam_minimum", "sheet_hours", "repeated",
    "scale",
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
    repeated = ChoiceField("grading_policy.repeated", required=True)
    scale = ChoiceField("grading_policy.scale", required=True)
    why = TextField("word.reason", required=True, max=500, lines=2)
    sure = CheckField("grading_policy.sure", required=True)


@pages.route("/policies", methods=["GET", "POST"])
@allows("grading.see_policies")
def index() -> ResponseReturnValue:
    """Every version; the chairman adds the next."""
    if request.method == "POST":
        require("grading.edit_policies")
    with db.read() as session:
        form = _form(session)
    if form.validate_on_submit():
        with shown_in(form), db.transaction() as session:
            policies.change(session, _asked(form), form.why.data)
            return back_to("policies.index", said="grading_policy.saved")
    with db.read() as session:
        may_edit = current_actor().may("grading.edit_policies")
        answer = VERSIONS.answer(session, _versions(), "grading/policies.html", form=form, may_edit=may_edit)
    answer.status_code = 409 if form.reasons else 422 if form.errors else 200
    return answer


def _form(session: Session) -> PolicyForm:
    last = session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())).first()
    assert last is not None
    lists = {"weeks": shown(last.attestation_weeks), "weights": shown(last.attestation_weights)}
    form = PolicyForm(data={**lists, "season": last.season or "", **{name: getattr(last, name) for name in KEPT}})
    form.season.choices = [("", t("grading_policy.all")), *((one, t(f"season.{one}")) for one in SEASONS)]
    form.admission_mode.choices = [(one, t(f"status.{one}")) for one in MODES]
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


def numbers(typed: str) -> tuple[int, ...]:
    """What stands between commas; what is no number leaves the list unfit, and the rule says so."""
    parts = [part.strip() for part in typed.split(",")]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def shown(numbers: list[Any]) -> str:
    return ", ".join(map(str, numbers))


def _versions() -> Any:
    return select(*(getattr(PolicyRow, column.key) for column in VERSIONS.columns))
