"""Open to all: the head of the chain of seals, and whether a head that somebody kept still stands in it (R5.4)."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from services.grading.db import db
from services.grading.queries import seals
from services.grading.settings import seal_public_jwk
from shared.seals import Head
from shared.web import page_blueprint, public, render

pages = page_blueprint("grading", "verification", __name__, "/verify")


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """The head as of now; with ``number`` and ``digest``, whether that head is known."""
    kept = _kept(request.args.get("number", ""), request.args.get("digest", ""))
    with db.read() as session:
        head, known = seals.head(session), None if kept is None else seals.is_known(session, kept)
    asked = bool(request.args.get("number") or request.args.get("digest"))
    return render("grading/verify.html", head=head, known=known, asked=asked, key=seal_public_jwk())


def _kept(number: str, digest: str) -> Head | None:
    digest = digest.strip().lower()
    well_formed = number.isascii() and number.isdigit() and len(number) < 10 and len(digest) == 64
    return Head(int(number), digest) if well_formed else None
