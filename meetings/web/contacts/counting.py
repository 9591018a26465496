"""Where the links of campaigns lead through: opening one counts, and leads to an address of that campaign alone."""

from base64 import b64decode
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.services.contacts import campaign_visits
from meetings.web.pages import LANG

blueprint = Blueprint("campaign_links", __name__)
PICTURE: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@blueprint.get(f"/{LANG}/c/<reader>/<int:link>")
def follow(lang: str, reader: str, link: int) -> AnyResponse:
    """Lead on to where a link of a mail says, and count it; a program that only asks about it is not counted."""
    address = campaign_visits.address_of(reader, link)
    if request.method == "GET":
        campaign_visits.visit(reader, link, datetime.now(UTC))
    answer = redirect(address, 302)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get(f"/{LANG}/c/<reader>/seen.gif")
def seen(lang: str, reader: str) -> Response:
    """Show the one dot by which openings are counted; a program that only asks about it has opened nothing."""
    if request.method == "GET":
        campaign_visits.opened(reader, datetime.now(UTC))
    answer = Response(PICTURE, content_type="image/gif")
    answer.headers["Cache-Control"] = "no-store"
    return answer
