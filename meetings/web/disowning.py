"""The answer to “this was not me”."""

from datetime import datetime

from flask import Response, make_response, render_template

from meetings.services.disowning import disown
from meetings.web.readers import settle_reader


def disowned(person_id: int, now: datetime) -> Response:
    """Forget somebody's mailboxes and show that it is done; the link that led here opens nothing any more."""
    disown(person_id, now)
    settle_reader()
    return make_response(render_template("public/not_me.html"))
