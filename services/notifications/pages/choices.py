"""How a person is told: the channels that he chooses (R13.2)."""

from flask.typing import ResponseReturnValue

from services.notifications import queries
from services.notifications.db import db
from services.notifications.usecases import people
from shared.web import CheckField, Form, allows, back_to, current_actor, page_blueprint, render_form, t

pages = page_blueprint("notifications", "choices", __name__, "/choices")


class ChoicesForm(Form):
    """The one channel that can be switched off."""

    email = CheckField("channel.email")


@pages.route("/", methods=["GET", "POST"])
@allows("notifications.own_choices")
def index() -> ResponseReturnValue:
    """See and change how the office tells this person."""
    me = current_actor().person_id
    with db.read() as session:
        contact = queries.contact_of(session, me)
    form = ChoicesForm(data={"email": contact.email_is_on})
    known = t("choices.email", address=contact.address) if contact.address else t("choices.email_without")
    form.email.label.text = known
    if form.validate_on_submit():
        with db.transaction() as session:
            people.choose_email(session, me, is_on=form.email.data)
        return back_to("choices.index", said="choices.saved")
    return render_form("notifications/choices.html", form=form)
