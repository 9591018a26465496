"""Asking for one's own links: an address, and an answer that is the same for every address."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request

from meetings.domain.errors import Refused
from meetings.extensions import db, limiter, strangers
from meetings.services.link_asking import ask as ask_for_links
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("links", __name__)
ADDRESS = f"/{LANG}/link"
SHOWN_LENGTH = 300


@blueprint.get(ADDRESS)
def form(lang: str) -> str:
    """Show one field for an address."""
    settle_reader()
    return render_template("public/link.html")


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def send(lang: str) -> Response:
    """Say that a mail is on its way if the address is known; one that no mail could reach comes back."""
    settle_reader()
    typed = request.form.get("email", "")
    try:
        ask_for_links(typed, datetime.now(UTC), keys())
    except Refused as refusal:
        db.session.rollback()
        page = render_template("public/link.html", typed=typed[:SHOWN_LENGTH], problem=sentence(refusal))
        return make_response(page, refusal.status)
    return make_response(render_template("public/link.html", is_asked=True))
