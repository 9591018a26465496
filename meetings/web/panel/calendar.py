"""The calendar of a panellist: their times, to subscribe to by their link."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, current_app, request
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.errors import LinkDead
from meetings.domain.informea import is_told
from meetings.domain.languages import choose
from meetings.formats.ical import Entry, calendar_bytes
from meetings.formats.languages import marked
from meetings.queries.off import off_since
from meetings.queries.panel.holders import Holder, holder_of, was_link
from meetings.queries.panel.own_panels import OwnPanel, OwnTime, own_panels
from meetings.web.registrations import keys, public_address

blueprint = Blueprint("panel_calendar", __name__)
PLAIN: Final = "text/plain; charset=utf-8"


@blueprint.get("/calendars/speak/<token>.ics")
def show(token: str) -> Response:
    """Give the times of a panellist: nothing but hours, titles and the link to their own page.

    Calendar programs prove no device, so that nothing else may stand here.
    """
    try:
        holder = holder_of(token, keys())
    except LinkDead:
        gone = was_link(token)
        words = _("This calendar has another address now.") if gone else _("There is no such calendar.")
        return Response(f"{words}\n", 410 if gone else 404, content_type=PLAIN)
    lang, now = holder.reader.language, datetime.now(UTC)
    panels = own_panels(holder.person.id, holder.programme.id)
    off = off_since([one.session_id for one in panels if any(time.is_off for time in one.times)])
    entries = [
        _entry(panel, time, token, lang)
        for panel in panels
        for time in panel.times
        if is_told(off.since(time.id, panel.session_id), now)
    ]
    with force_locale(lang):
        name = _name(holder, lang)
    answer = Response(
        calendar_bytes(entries, method="PUBLISH", name=name, lang=lang),
        content_type="text/calendar; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = 'inline; filename="panels.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _name(holder: Holder, lang: str) -> str:
    return _("My panels: %(programme)s", programme=marked(holder.programme.title, lang))


def _entry(panel: OwnPanel, time: OwnTime, token: str, lang: str) -> Entry:
    address = public_address(f"/{lang}/speak/{token}")
    host: str = current_app.extensions["outside"].host
    return Entry(
        uid=f"panel-{time.id}@{host}",
        sequence=time.version,
        stamp=time.updated_at,
        starts_at=time.starts_at,
        minutes=time.minutes,
        summary=marked(panel.title, lang),
        description=address,
        url=address,
        location=address,
        cancelled=time.is_off,
        language=choose(panel.title, lang)[1],
    )
