"""The status line of an hour: one text for a slot and a language, asked for every few seconds by whoever is in it."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.live.hours import Stands, begins_at
from meetings.domain.zones import check_zone
from meetings.formats.languages import marked
from meetings.formats.times import place_words, short_words
from meetings.queries.live.floor import speaking
from meetings.queries.live.hours import Hour, open_hour
from meetings.web.caching import drained
from meetings.web.headers import lean
from meetings.web.pages import LANG

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("live_status", __name__)
MOST: Final = 2_000
IN_IT: Final = (Stands.OPEN, Stands.DELAYED, Stands.ON)
# A line is everybody's: nothing of whoever happens to ask first goes into it.
PERSONAL: Final = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_ENCODING")
OF_A_BODY: Final = ("Content-", "X-Robots-Tag")
Headers = list[tuple[str, str]]
Line = tuple[str, Headers, bytes]


@blueprint.get(f"/{LANG}/live/<slot_id>/status")
def status(lang: str, slot_id: str) -> Response:
    """Give the line, which holds nothing of anybody, or say that it reads as before."""
    line = Response(open_words(open_hour(slot_id), datetime.now(UTC), lang), mimetype="text/plain")
    return lean(line, is_everybodys=True)


def open_words(hour: Hour, now: datetime, lang: str) -> str:
    """Say to everybody how an hour stands; who has the floor only where the meeting is public, and of no person."""
    words = hour_words(hour, now, lang)
    if hour.audience != "public" or hour.stands(now) is not Stands.ON:
        return words
    found = speaking(hour.slot_id)
    return f"{words} {_floor_words(marked(found.names, lang))}" if found and found.names else words


def status_words(hour: Hour, now: datetime, lang: str) -> str:
    """Say to those who may be in an hour how it stands, and who has the floor."""
    words = hour_words(hour, now, lang)
    said = speaking_words(hour.slot_id, lang) if hour.stands(now) is Stands.ON else ""
    return f"{words} {said}" if said else words


def hour_words(hour: Hour, now: datetime, lang: str) -> str:
    """Say how an hour stands: when it begins, that it is on, went elsewhere or is over."""
    late = hour.decided.delay_minutes
    zone = hour.zone
    city = (
        place_words(hour.place, zone, lang) if check_zone(zone) == check_zone(hour.programme_zone) else None
    )
    begins = short_words(begins_at(hour, late), zone, lang, city or None)
    state = hour.stands(now)
    words = {
        Stands.COMING: lambda: _("It begins at %(when)s.", when=begins),
        Stands.OPEN: lambda: _("You can join now. It begins at %(when)s.", when=begins),
        Stands.DELAYED: lambda: ngettext(
            "It begins %(num)d minute later than announced: %(when)s.",
            "It begins %(num)d minutes later than announced: %(when)s.",
            late,
            when=begins,
        ),
        Stands.ON: lambda: _("It is on."),
        Stands.OVER: lambda: _("It is over."),
        Stands.CANCELLED: lambda: _("This time is cancelled."),
        Stands.NOT_HELD: lambda: _("This time will not be held."),
    }[state]()
    more = []
    if hour.moved_at is not None and state in IN_IT:
        more.append(_("It has moved to another platform: please join again here."))
    return " ".join(one for one in (words, *more) if one)


def speaking_words(slot_id: str, lang: str) -> str:
    """Say who has the floor; nothing while nobody has, or the list is not shown."""
    found = speaking(slot_id)
    if found is None:
        return ""
    return _floor_words(found.name or marked(found.names, lang))


def beside_words(hour: Hour, now: datetime, lang: str) -> str:
    """Say to whoever may be in an hour who has the floor, where the line that everybody reads does not say it."""
    said = speaking_words(hour.slot_id, lang) if hour.stands(now) is Stands.ON else ""
    return "" if said and open_words(hour, now, lang).endswith(said) else said


def _floor_words(name: str) -> str:
    return _("Speaking now: %(name)s.", name=name)


class StatusLines:
    """Stand before the application and answer status lines, each made anew once in `seconds` at most."""

    def __init__(self, inner: "WSGIApplication", seconds: float) -> None:
        self.inner, self.seconds = inner, seconds
        self.lock = threading.Lock()
        self.lines: OrderedDict[str, tuple[float, Line]] = OrderedDict()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, else ask the application and keep its answer."""
        path = environ.get("PATH_INFO", "")
        pieces = path.split("/")
        if [*pieces[2:3], *pieces[4:]] != ["live", "status"] or environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start_response)
        status, headers, body = self._line(path, environ)
        tag = next((value for name, value in headers if name == "ETag"), None)
        if tag and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response(
                "304 NOT MODIFIED", [pair for pair in headers if not pair[0].startswith(OF_A_BODY)]
            )
            return []
        start_response(status, headers)
        return [body]

    def _line(self, path: str, environ: "WSGIEnvironment") -> Line:
        with self.lock:  # who comes while a line is made anew waits for it, instead of making it as well
            now = time.monotonic()
            found = self.lines.get(path)
            if found is None or now - found[0] >= self.seconds:
                found = (now, self._ask(environ))
                self.lines[path] = found
                self.lines.move_to_end(path)
                while len(self.lines) > MOST:
                    self.lines.popitem(last=False)
            return found[1]

    def _ask(self, environ: "WSGIEnvironment") -> Line:
        heard: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            heard[:] = [(status, headers)]
            return _no_write

        asked = {name: value for name, value in environ.items() if name not in PERSONAL}
        body = b"".join(drained(self.inner(asked, listen)))
        return (*heard[0], body)


def _no_write(data: bytes) -> object:
    raise RuntimeError("status lines are given whole")
