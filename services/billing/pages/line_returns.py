"""Money of nobody known, on its way back: the second person releases it, or the request is taken back (R14.2)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.billing.db import db
from services.billing.models import LineReturn
from services.billing.queries import queue
from services.billing.usecases import returning
from shared.errors import NotFound, Refused
from shared.web import allows, back_to, page_blueprint, render
from shared.web.problems import told

pages = page_blueprint("billing", "line_returns", __name__, "/returns")


@pages.get("/<uuid:return_id>")
@allows("billing.sign_refund")
def confirm(return_id: UUID) -> ResponseReturnValue:
    """What goes back, where, who asked for it and why."""
    with db.read() as session:
        row = session.execute(queue.returns().where(LineReturn.return_id == return_id)).one_or_none()
    if row is None:
        raise NotFound("return")
    return render("billing/line_return.html", row=row, line=url_for("queue.one", line_id=row.line_id))


@pages.post("/<uuid:return_id>/release")
@allows("billing.sign_refund")
def release(return_id: UUID) -> ResponseReturnValue:
    """Release it as the second person."""
    return _done(lambda session: returning.release(session, return_id), "queue.return_released")


@pages.post("/<uuid:return_id>/withdraw")
@allows("billing.sign_refund")
def withdraw(return_id: UUID) -> ResponseReturnValue:
    """Take the request back: the line waits again."""
    return _done(lambda session: returning.withdraw(session, return_id), "queue.return_withdrawn")


def _done(act: Callable[[Session], object], said: str) -> ResponseReturnValue:
    try:
        with db.transaction() as session:
            act(session)
    except Refused as refused:
        problems = [told(one) for one in refused.reasons]
        answer = render("billing/refused.html", problems=problems, back="queue.show")
        answer.status_code = 409
        return answer
    return back_to("queue.show", said=said)
