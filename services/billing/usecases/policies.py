"""A new value of a policy, from a day on; what was decided by an older one stays (rules: *policy*)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.billing.domain.reasons import Reason
from services.billing.models import PolicyRow
from shared.clock import now
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.policies import misshapen

_POLICIES = 86
"""The number by which PostgreSQL knows this lock: of two new rows at once the second is compared with the first."""


def change(session: Session, name: str, value: Mapping[str, Any], valid_from: date, why: str) -> PolicyRow:
    """The chief accountant sets the next row. Raises Refused with every reason."""
    session.execute(select(func.pg_advisory_xact_lock(_POLICIES)))
    last = session.scalars(
        select(PolicyRow).where(PolicyRow.name == name).order_by(PolicyRow.valid_from.desc())
    ).first()
    if last is None:
        raise NotFound("policy")
    moment, actor = now(session), actor_of(session)
    reasons = [Reason("policy_misshapen", last.rule, {"name": wrong}) for wrong in misshapen(value, last.value)]
    if valid_from < moment.day:
        reasons.append(Reason("policy_back_dated", "R13.1", {"date": f"date:{moment.day.isoformat()}"}))
    if valid_from <= last.valid_from:
        reasons.append(Reason("policy_set_later", "R13.1", {"date": f"date:{last.valid_from.isoformat()}"}))
    if reasons:
        raise Refused(reasons)
    row = PolicyRow(
        name=name, valid_from=valid_from, value=dict(value), rule=last.rule, why=why,
        set_by=actor.person_id if actor else None, recorded_at=moment.real,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.info.pop("billing_policies", None)
    return row
