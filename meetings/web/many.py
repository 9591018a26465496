"""Registering for several sessions, streams or a whole season: the form, and the answer with the right to enter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import HeldTwice
from meetings.domain.errors import NotFound, Refused
from meetings.domain.registrations import check_admission, is_slot_open, pick
from meetings.domain.seasons import Room, is_over
from meetings.extensions import db, limiter, strangers
from meetings.formats.languages import marked
from meetings.formats.times import hour_words, short_words
from meetings.queries.programmes import CalendarShown, SessionShown, SlotShown, StreamShown, Words, calendar
from meetings.services.evening import MANY, evenly
from meetings.services.many import ManyRequest, register_many
from meetings.services.people import person_problems
from meetings.web.answers import Answered, answer_page, clash_words
from meetings.web.caching import remembered
from meetings.web.consents import consents_typed
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT, is_doubtful, made_at
from meetings.web.forms.registrations import (
    RegistrationForm,
    blame,
    colleagues,
    person_given,
    registration_form,
)
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import country_choices, keys, row_words, typed_form
from meetings.web.timetable import Desk, may_register, parts_of

blueprint = Blueprint("many", __name__)
ADDRESS = f"/{LANG}/<programme>/register"


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked on a form, or asked for by an address."""

    whole: bool
    streams: tuple[str, ...]
    sessions: tuple[str, ...]
    held_twice: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A session of the form, with its times and how it stands in lines."""

    slug: str
    title: Words
    is_ticked: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The sessions of a stream that can be had, or of none."""

    stream: StreamShown | None
    is_ticked: bool
    counted: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about: the season, for whom it is shown, and what is ticked."""

    found: CalendarShown
    desk: Desk
    ticks: Ticks

    @property
    def open(self) -> list[SessionShown]:
        """Give the sessions that can be had."""
        return [one for one in self.found.sessions if may_register(one, self.desk)]


@blueprint.get(ADDRESS)
def ask(lang: str, programme: str) -> Response:
    """Show the form, with what the address names ticked."""
    asked = _asked(programme)
    return _form_page(asked, registration_form(None, asked.desk.reader, country_choices(lang)))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def register(lang: str, programme: str) -> Response:
    """Register, and answer with links, codes and calendar files; or show the form again with what was typed."""
    asked = _asked(programme)
    if request.form.get("act") == "more":
        return _form_page(asked, typed_form(asked.desk.reader))
    if is_doubtful(request.form, asked.desk.now):
        return _form_page(asked, typed_form(asked.desk.reader), [_("Please send the form once more.")], 422)
    wish = _wish(asked)
    try:
        done = evenly(lambda: register_many(wish, asked.desk.now, keys()), MANY)
    except NotFound:
        abort(404)
    except Refused as refusal:
        db.session.rollback()
        return _refused(asked, typed_form(asked.desk.reader), wish, refusal)
    sessions = {one.slug: one for one in asked.found.sessions}
    return answer_page(Answered(asked.desk, sessions, _followed(asked)), done)


def _wish(asked: Asked) -> ManyRequest:
    me, ticks = person_given(request.form, asked.desk.reader.zone), asked.ticks
    return ManyRequest(
        programme=asked.desk.programme.slug,
        people=(me, *colleagues(request.form, me)),
        sessions=ticks.sessions,
        streams=ticks.streams,
        whole=ticks.whole,
        held_twice=ticks.held_twice,
        consents=consents_typed(request.form),
        shown_in=asked.desk.reader.language,
    )


def _refused(asked: Asked, form: RegistrationForm, wish: ManyRequest, refusal: Refused) -> Response:
    """Show the form again with everything that is wrong; a refusal that a row explains is not said twice."""
    others = blame(form, person_problems(wish.people[0]))
    is_explained = others or form.errors or row_words(asked.desk.reader)[1]
    links = [] if is_explained else [{"id": "all", "words": _sentence(asked, refusal)}]
    return _form_page(asked, form, others, refusal.status, links=links)


def _sentence(asked: Asked, refusal: Refused) -> str:
    """Word a refusal, with the sessions to blame where it is theirs."""
    names = [
        marked(one.title, asked.desk.reader.language)
        for one in asked.found.sessions
        if one.slug in asked.ticks.sessions and not may_register(one, asked.desk)
    ]
    words = sentence(refusal)
    return f"{_(', ').join(names)}: {words}" if names and refusal.code == "session_not_open" else words


def _followed(asked: Asked) -> tuple[Words, ...]:
    streams = tuple(one.title for one in asked.found.streams if one.slug in asked.ticks.streams)
    return (asked.desk.programme.title, *streams) if asked.ticks.whole else streams


def _asked(programme: str) -> Asked:
    found = remembered(("many", programme), lambda: calendar(programme))
    if found is None:
        abort(404)
    check_admission(found.programme.admission)
    given = request.form if request.method == "POST" else request.args
    held_twice = given.get("held_twice", "")
    ticks = Ticks(
        whole=bool(given.get("all")),
        streams=tuple(dict.fromkeys(given.getlist("stream"))),
        sessions=tuple(dict.fromkeys(given.getlist("session"))),
        held_twice=held_twice or HeldTwice.BEST,
    )
    return Asked(found, Desk(found.programme, settle_reader(found.programme), datetime.now(UTC)), ticks)


def _form_page(
    asked: Asked,
    form: RegistrationForm,
    others: Sequence[str] = (),
    status: int = 200,
    *,
    links: Sequence[dict[str, str]] = (),
) -> Response:
    rows, wrong_rows = row_words(asked.desk.reader, is_refused=status != 200)
    page = render_template(
        "public/register_many.html",
        programme=asked.desk.programme,
        form=form,
        others=others,
        honeypot=HONEYPOT,
        made=made_at(asked.desk.now, again=request.method == "POST"),
        ticks=asked.ticks,
        counted=_counted(len(asked.open)),
        groups=_groups(asked),
        closed=[_closed(one, asked) for one in asked.found.sessions if not may_register(one, asked.desk)],
        is_held_twice=any(len(slots) > 1 for one in asked.open for slots in _open_parts(one, asked)),
        held_twice=_held_twice_words(),
        clashes=clash_words(_meant(asked), asked.desk),
        **rows,
        wrong_rows=[*links, *wrong_rows],
    )
    return make_response(page, status)


def _held_twice_words() -> list[tuple[str, str]]:
    return [
        (HeldTwice.BEST, _("Always the time that suits best where I am")),
        (HeldTwice.EARLIER, _("Always the earlier one")),
        (HeldTwice.LATER, _("Always the later one")),
    ]


def _counted(number: int) -> str:
    words = ngettext("%(num)d session to come", "%(num)d sessions to come", number)
    return _("%(count)s, and those that are added later", count=words)


def _groups(asked: Asked) -> list[Group]:
    groups = []
    for stream in (*asked.found.streams, None):
        slug = stream.slug if stream else None
        own = [one for one in asked.open if (one.stream.slug if one.stream else None) == slug]
        if stream or own:
            entries = tuple(_entry(one, asked) for one in own)
            is_ticked = slug in asked.ticks.streams
            groups.append(Group(stream, is_ticked, _counted(len(own)), entries))
    return groups


def _entry(session: SessionShown, asked: Asked) -> Entry:
    lines = []
    for slots in _open_parts(session, asked):
        chosen = _pick(slots, asked)
        lines.append(_time_line(chosen, slots, asked))
    return Entry(session.slug, session.title, session.slug in asked.ticks.sessions, tuple(lines))


def _time_line(chosen: SlotShown, slots: Sequence[SlotShown], asked: Asked) -> str:
    reader = asked.desk.reader
    words = [short_words(chosen.starts_at, reader.zone, reader.language, reader.city)]
    others = [hour_words(one.starts_at, reader.zone, reader.language) for one in slots if one is not chosen]
    if others:
        words.append(_("also at %(hours)s", hours=_(", ").join(others)))
    if chosen.room is Room.FULL:
        words.append(_("full: waiting list"))
    elif chosen.room is Room.FEW:
        words.append(_("few seats"))
    return " · ".join(words)


def _closed(session: SessionShown, asked: Asked) -> Entry:
    if session.cancelled:
        why = _("Cancelled")
    elif all(is_over(slot, asked.desk.now) for slot in session.slots):
        why = _("Held") if session.slots else _("The time will be announced.")
    else:
        why = _("This session does not take registrations now.")
    return Entry(session.slug, session.title, False, (why,))


def _open_parts(session: SessionShown, asked: Asked) -> list[list[SlotShown]]:
    parts = [[slot for slot in slots if is_slot_open(slot, asked.desk.now)] for slots in parts_of(session)]
    return [slots for slots in parts if slots]


def _pick(slots: Iterable[SlotShown], asked: Asked) -> SlotShown:
    return pick(slots, asked.desk.reader.zone, asked.ticks.held_twice)


def _meant(asked: Asked) -> list[tuple[SessionShown, SlotShown]]:
    """Give the times that what is ticked would give."""
    ticks = asked.ticks
    return [
        (one, _pick(slots, asked))
        for one in asked.open
        if ticks.whole or one.slug in ticks.sessions or (one.stream and one.stream.slug in ticks.streams)
        for slots in _open_parts(one, asked)
    ]
