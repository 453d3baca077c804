"""Open to whoever has the digest: what a result certificate says, whether its seal holds, the paper (R8.8, R5.4)."""

from __future__ import annotations

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue

from services.grading.certificate_paper import certificate_pdf
from services.grading.db import db
from services.grading.queries.certificates import certificate
from shared.web import current_language, page_blueprint, public, render

pages = page_blueprint("grading", "certificates", __name__, "/verify/certificates")


@pages.get("/<string:digest>")
@public
def show(digest: str) -> ResponseReturnValue:
    """The certificate as it was sealed."""
    with db.read() as session:
        found = certificate(session, digest)
    return render("grading/certificate.html", found=found)


@pages.get("/<string:digest>.pdf")
@public
def paper(digest: str) -> ResponseReturnValue:
    """The same as a paper."""
    with db.read() as session:
        found = certificate(session, digest)
    address = current_app.config["WEB"].origin + url_for("certificates.show", digest=digest)
    answer = Response(certificate_pdf(found, address, current_language()), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"certificate-{found.number}.pdf")
    return answer
