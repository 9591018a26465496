"""My meetings: the page of a delegate by their link: where they stand, what their role opens, tests and calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.connection_tests import Standing as Tested
from meetings.domain.errors import NotAChoice, Refused
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.formats import times
from meetings.formats.languages import marked
from meetings.queries.cop.connection_tests import OwnTests, TimeRow, own_tests
from meetings.queries.cop.entering import Host, Part, host_of, ways_of
from meetings.queries.links import code_of, tokens_of
from meetings.services import links
from meetings.services.cop import connection_tests as testing
from meetings.services.cop.entering import delegate_links
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.people import prove_mailboxes
from meetings.web.cop.entering import (
    Moment,
    WayShown,
    follows_online,
    moment_of,
    part_words,
    role_words,
    way_shown,
)
from meetings.web.cop.words import MODES, STANDINGS
from meetings.web.entrance import code_pairs
from meetings.web.errors import sentence
from meetings.web.registrations import keys, public_address
from meetings.web.sessions import feeds


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, by which link, and when."""

    lang: str
    host: Host
    bearer: str
    now: datetime


@dataclass(frozen=True, slots=True)
class SegmentShown:
    """A segment with a delegate's part in it, in words, and its meetings: coming, held, and not open to them."""

    part: Part
    dates: str
    place: str
    role: str
    mode: str
    standing: str
    words: dict[str, Any]
    coming: tuple[WayShown, ...]
    held: tuple[WayShown, ...]
    closed: tuple[WayShown, ...]
    tests: "TestingShown | None"


@dataclass(frozen=True, slots=True)
class TestingShown:
    """Testing a connection, in words: where one stands, what is booked, and what may be booked."""

    own: OwnTests
    standing: str
    booked: str
    choices: tuple[tuple[str, str], ...]
    is_full: bool


def page(bearer: str, *, problem: Refused | None = None, refused: str = "") -> Response:
    """Show a delegate's meetings."""
    now, host = datetime.now(UTC), host_of(bearer)
    moment = moment_of(host, now)
    ways = [way_shown(one, moment) for one in ways_of(host, follows_online=follows_online())]
    tests = own_tests(host, now)
    tokens = {purpose: _token(purpose, host) for purpose in (links.JOIN, links.FEED)}
    lang, code = moment.reader.language, code_of(delegate_bearer(host.nomination_id), keys())
    html = render_template(
        "cop/my_meetings.html",
        programme=moment.programme,
        host=host,
        of=marked(host.party, lang) if host.party else host.body,
        segments=[_segment(host, one, ways, tests.get(one.segment_id), moment) for one in host.parts],
        join_address=public_address(f"/{lang}/join/{tokens[links.JOIN]}") if tokens[links.JOIN] else "",
        code_address=public_address(f"/{lang}/join"),
        code=code or "",
        pairs=code_pairs(code) if code else "",
        feeds=feeds(f"/calendars/me/{tokens[links.FEED]}.ics", _("My meetings"))
        if tokens[links.FEED]
        else None,
        problem=sentence(problem) if problem else "",
        refused=refused,
        done=_done() if problem is None else "",
    )
    return make_response(html, problem.status if problem else 200)


def change(lang: str, bearer: str) -> AnyResponse:
    """Do what a form of the page asks, and show the page anew; what was refused says why."""
    now, act = datetime.now(UTC), request.form.get("act", "")
    asked = Asked(lang, host_of(bearer), bearer, now)
    try:
        if act not in ACTS:
            raise NotAChoice(field="act", value=act[:20])
        token = ACTS[act](asked)
        prove_mailboxes(asked.host.person_id, now)
    except Refused as refusal:
        db.session.rollback()
        return page(bearer, problem=refusal, refused=act)
    address = f"/{lang}/me/{token}" if token else request.path
    return redirect(f"{address}?done={act}#done", 303)


def _book(asked: Asked) -> None:
    testing.book(asked.bearer, request.form.get("time", ""), asked.now)


def _give_up(asked: Asked) -> None:
    testing.give_up(asked.bearer, request.form.get("test", ""), asked.now)


def _make_links(asked: Asked) -> None:
    delegate_links([asked.host.nomination_id], asked.now, keys())


def _renew_feed(asked: Asked) -> None:
    links.renew(links.FEED, delegate_bearer(asked.host.nomination_id), asked.now, keys())


def _renew_join(asked: Asked) -> None:
    links.renew(links.JOIN, delegate_bearer(asked.host.nomination_id), asked.now, keys())


def _renew_me(asked: Asked) -> str:
    return links.renew(links.ME, delegate_bearer(asked.host.nomination_id), asked.now, keys())


# What each button does; it gives the token of the page where that is a new one.
ACTS: Final[dict[str, Callable[[Asked], str | None]]] = {
    "book": _book,
    "give_up": _give_up,
    "links": _make_links,
    "feed": _renew_feed,
    "join": _renew_join,
    "link": _renew_me,
}
DONE: Final[dict[str, Callable[[], str]]] = {
    "book": lambda: _("Your time is booked. It stands in your calendar here."),
    "give_up": lambda: _("Your time is given up. You can book another."),
    "links": lambda: _("Your link and your code are shown below."),
    "feed": lambda: _("Your calendar has a new address. The old one is dead."),
    "join": lambda: _("You have a new link to join, and a new code. The old ones are dead."),
    "link": lambda: _("This page has a new address: keep it. The old one is dead."),
}
TESTED: Final[dict[Tested, Callable[[], str]]] = {
    Tested.NOTHING: lambda: _("Your connection was not tested yet."),
    Tested.AGAIN: lambda: _("Your connection is to be tested again."),
    Tested.BOOKED: lambda: _("You have booked a time."),
    Tested.PASSED: lambda: _("Your connection was tested and is good."),
}


def _done() -> str:
    said = DONE.get(request.args.get("done", ""))
    return said() if said else ""


def _token(purpose: str, host: Host) -> str:
    bearer = delegate_bearer(host.nomination_id)
    return tokens_of(purpose, [bearer], keys()).get(bearer, "")


def _segment(
    host: Host, part: Part, ways: list[WayShown], tests: OwnTests | None, moment: Moment
) -> SegmentShown:
    lang = moment.reader.language
    mine = [one for one in ways if one.way.part.id == part.id]
    opens = [one for one in mine if one.way.is_for_them]
    standing = part.delegate.standing
    return SegmentShown(
        part=part,
        dates=times.date_range_words(part.starts_on, part.ends_on, lang),
        place=marked(part.place, lang) if part.place else "",
        role=role_words(host, part),
        mode=MODES[part.delegate.mode](),
        standing=STANDINGS[standing]() if standing else "",
        words=part_words(part, moment.reader),
        coming=tuple(one for one in opens if not is_over(one.way, moment.now)),
        held=tuple(one for one in opens if is_over(one.way, moment.now)),
        closed=tuple(one for one in mine if not one.way.is_for_them),
        tests=_tests(part, tests, moment) if tests else None,
    )


def _tests(part: Part, own: OwnTests, moment: Moment) -> TestingShown | None:
    """Word the tests of whoever has a connection to test, where times are offered or one was held."""
    is_asked = part.delegate.mode == "online" and (own.times or own.booked or own.last)
    if not is_asked:
        return None
    free = [one for one in own.times if not one.is_full]
    booked = own.booked.time if own.booked else None
    return TestingShown(
        own=own,
        standing=TESTED[own.standing](),
        booked=_when(booked, moment) if booked else "",
        choices=tuple((one.id, _when(one, moment)) for one in free if booked is None or one.id != booked.id),
        is_full=bool(own.times) and not free,
    )


def _when(time: TimeRow, moment: Moment) -> str:
    return times.word_slot(
        time.starts_at, time.minutes, time.zone, moment.reader.zone, moment.reader.language, {}
    ).own
