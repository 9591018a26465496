"""Bodies at the desk: who sits in them by regional group, beside the seats each group should have."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.queries.audiences import regional_groups
from meetings.queries.contacts.balance import balances
from meetings.services.contacts.bodies import set_seats
from meetings.web.cop.words import region_words
from meetings.web.desk.access import allowed_everywhere, at_desk
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_contact_balance", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts/balance"
PREFIX: Final = "seats-"


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show each body by regional group."""
    allowed_everywhere(Act.CONTACTS)
    return _page(lang)


@blueprint.post(ADDRESS)
def change(lang: str) -> AnyResponse:
    """Say how many seats each regional group should have in a body."""
    holder = allowed_everywhere(Act.CONTACTS)
    form = request.form
    seats = {group: form.get(f"{PREFIX}{group}", "") for group in regional_groups()}
    try:
        revision = form.get("revision", 0, type=int)
        set_seats(form.get("body", ""), seats, revision, datetime.now(UTC), actor=holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(lang, refusal)
    return redirect(f"/{lang}/desk/contacts/balance?done=1#done", 303)


def _page(lang: str, refusal: errors.Refused | None = None) -> Response:
    moment = at_desk()
    problem = {"field": refusal.field or "", "words": sentence(refusal)} if refusal else None
    html = render_template(
        "desk/contacts/balance.html",
        under="contacts",
        bodies=balances(moment.now.date()),
        regions=[(one, region_words(one)) for one in regional_groups()],
        region=region_words,
        countries=dict(country_choices(lang)),
        typed=request.form if refusal else {},
        problem=problem,
        done=_("Saved.") if request.args.get("done") else "",
    )
    return make_response(html, refusal.status if refusal else 200)
