"""Who reads: the language of the address, and the zone asked for, remembered, or the programme's."""

from dataclasses import dataclass
from typing import Final

from flask import g, has_request_context, request
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import Refused
from meetings.domain.languages import direction
from meetings.domain.programmes import Placed
from meetings.domain.zones import check_zone
from meetings.formats.times import place_words, zone_city

HOUSE_ZONE: Final = "Europe/Zurich"
SHOWN_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a language and a zone; `problem` says which zone was asked for and is not known."""

    language: str
    zone: str
    problem: str | None = None
    city: str | None = None

    @property
    def direction(self) -> str:
        """Give the direction of the language."""
        return direction(self.language)


def language() -> str:
    """Give the language of the address; where it names none, the best the browser accepts, else English."""
    if not has_request_context():
        return "en"
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES:
        return first
    return request.accept_languages.best_match(LANGUAGES) or "en"


def settle_reader(programme: Placed | None = None, own_zone: str | None = None) -> Reader:
    """Decide the reader of this request: `?zone=` before the cookie, before their own zone, before the programme's.

    Where the zone is the programme's, its city is called as the programme calls its place.
    """
    fallback = own_zone or (programme.zone if programme else HOUSE_ZONE)
    remembered = known_zone(request.cookies.get("zone", "")) or fallback
    asked = request.args.get("zone", "").strip()
    zone = known_zone(asked) or remembered
    city = place_words(programme.place, zone, language()) if programme and zone == programme.zone else None
    problem = _problem(asked, zone) if asked and not known_zone(asked) else None
    g.reader = Reader(language(), zone, problem, city or None)
    return current_reader()


def current_reader() -> Reader:
    """Give the reader decided for this request, deciding with the house's zone where no view has."""
    if "reader" not in g:
        settle_reader()
    reader: Reader = g.reader
    return reader


def known_zone(name: str) -> str | None:
    """Give the zone's present name, or nothing for a name that is no zone."""
    try:
        return check_zone(name) if name else None
    except Refused:
        return None


def _problem(asked: str, zone: str) -> str:
    return _(
        "We do not know the time zone “%(asked)s”. Times are shown in %(city)s.",
        asked=asked[:SHOWN_LENGTH],
        city=zone_city(zone, language()),
    )
