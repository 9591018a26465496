"""The time planner: which one or two times of a day find most of an audience awake, as a picture and as tables."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from meetings.domain import errors
from meetings.domain.audiences import Audience
from meetings.domain.covering import quarters_of
from meetings.domain.languages import upright
from meetings.domain.permissions import Act
from meetings.domain.planning import (
    Plan,
    Question,
    Span,
    hear,
    plan,
)
from meetings.formats.languages import apart
from meetings.queries import audiences
from meetings.queries import commitments as taken
from meetings.queries import desk as programmes
from meetings.queries.audiences import SeasonRow
from meetings.queries.commitments import Commitments
from meetings.queries.days_off import days_off
from meetings.web.desk import planner_picture as picture
from meetings.web.desk import planner_words as words
from meetings.web.desk.access import at_desk, open_here
from meetings.web.desk.planner_picture import STAMP, Here
from meetings.web.desk.planner_question import read
from meetings.web.desk.planner_words import PARTIES, PEOPLE, SHARES, Candidate, Teller
from meetings.web.errors import sentence
from meetings.web.pages import LANG, static_address

blueprint = Blueprint("desk_planner", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/planner"
ZONES: Final = (
    "Europe/Zurich",
    "Africa/Nairobi",
    "Asia/Bangkok",
    "America/New_York",
    "Pacific/Auckland",
    "UTC",
)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the answer to the question of the address: a sentence, the curve, candidates, regional groups."""
    here = _here(programme)
    committed, answer = None, {}
    try:
        committed = _committed(here)
        answer = {} if here.asked.wrong or _is_empty(here) else _answer(here, committed)
    except errors.Refused as refusal:
        here.asked.wrong[_field(refusal)] = refusal
    html = render_template(
        "desk/planner.html",
        programme=here.programme,
        asked=here.asked,
        here=here,
        wrong={name: sentence(refusal) for name, refusal in here.asked.wrong.items()},
        zones=picture.zones(here),
        choices=list(picture.choices(here)),
        topics=taken.topics(programme, here.where),
        committed=committed,
        heeded=_heeded(committed),
        address=_address,
        beside=picture.beside_of(here),
        planner_script=static_address("js/planner.js"),
        **answer,
    )
    return make_response(html, 422 if here.asked.wrong else 200)


def _here(slug: str) -> Here:
    shown = programmes.programme(slug)
    where = open_here(Act.FIGURES, slug)
    moment = at_desk(shown)
    zone = moment.reader.zone if request.args.get("zone") else shown.zone
    seasons = audiences.seasons(where)
    asked = read(request.args, zone, moment.now, _usual(slug, seasons))
    return Here(shown, where, moment.reader, asked, seasons, audiences.states())


def _usual(slug: str, seasons: Sequence[SeasonRow]) -> str:
    """Name the audience that is meant where none is chosen: this programme's, else the latest one's, else Parties."""
    known = [one.slug for one in seasons if one.registered]
    return f"registrations:{slug if slug in known else known[0]}" if known else PARTIES


def _is_empty(here: Here) -> bool:
    """Say whether no audience was chosen and there is none to begin with."""
    if request.args.get("audience") or here.asked.typed["audience"] != PARTIES:
        return False
    return not audiences.parties_on(here.asked.day, here.states, here.programme.treaty).listeners


def _field(refusal: errors.Refused) -> str:
    """Give the field of the form for a field of a question."""
    return {"hours": "last", "slots": "times", None: "date"}.get(refusal.field, refusal.field or "date")


def _committed(here: Here) -> Commitments | None:
    """Give by what the people and the platform of the chosen session are taken around the day.

    Raises: NotAChoice, for a session that is not there or not open.
    """
    slug = here.asked.typed["session"]
    if not slug:
        return None
    day = here.asked.day if here.asked.day != date.min else date(2000, 1, 1)
    starts = quarters_of(day, here.asked.zone, here.asked.minutes).starts
    between = (starts[0], starts[-1] + timedelta(minutes=here.asked.minutes))
    try:
        return taken.commitments(here.programme.slug, slug, between, here.where)
    except errors.NotFound:
        raise errors.NotAChoice(field="session", value=slug[:40]) from None


def _heeded(committed: Commitments | None) -> frozenset[str]:
    """Give whose other times are left out: those ticked; everybody and the platform before anybody was asked for."""
    if committed is None:
        return frozenset()
    everybody = frozenset((*(one.key for one in committed.panel), "platform"))
    return (
        everybody & set(request.args.getlist("who"))
        if request.args.get("chosen") == committed.slug
        else everybody
    )


def _busy(here: Here, committed: Commitments | None) -> list[Span]:
    heeded, found = _heeded(committed), list(here.asked.busy)
    if committed:
        for member in committed.panel:
            found += [(one.starts_at, one.ends_at) for one in member.taken if member.key in heeded]
            found += [one for one in member.away if member.key in heeded]
        found += [(one.starts_at, one.ends_at) for one in committed.platform if "platform" in heeded]
    return found


def _audience(here: Here) -> tuple[str, Audience]:
    """Give what the chosen audience counts, and the audience.

    Raises: NotAChoice, for one that is none; Missing, for one of nobody.
    """
    name = here.asked.typed["audience"]
    kind, _colon, slug = name.partition(":")
    if here.asked.weights is not None:
        return SHARES, here.asked.weights
    if name == PARTIES:
        counted, found = PARTIES, audiences.parties_on(here.asked.day, here.states, here.programme.treaty)
    elif kind == "registrations":
        counted, found = PEOPLE, audiences.registered(slug, here.where, here.states)
    elif kind == "participants":
        counted, found = PEOPLE, audiences.came(slug, here.where, here.states)
    else:
        raise errors.NotAChoice(field="audience", value=name[:40])
    if not found.listeners:
        raise errors.Missing(field="audience")
    return counted, found


def _answer(here: Here, committed: Commitments | None) -> dict[str, Any]:
    """Work the question out and put it into words.

    Raises: what `plan` and `_audience` raise.
    """
    asked = here.asked
    kind, audience = _audience(here)
    quarters = quarters_of(asked.day, asked.zone, asked.minutes)
    heard = hear(quarters, audience, asked.hours, _is_working)
    question = Question(
        day=asked.day,
        zone=asked.zone,
        minutes=asked.minutes,
        weights=audience.weights,
        hours=asked.hours,
        times=asked.times,
        busy=_busy(here, committed),
    )
    found = plan(question, heard)
    teller = Teller(here.lang, asked.zone, kind, audience, here.states, heard, found)
    candidates = _candidates(found, committed)
    shown = next(one for one in candidates if one.key == _shown(found, candidates))
    return _told(here, teller, candidates, shown) | {"cannot": _cannot(here, teller, candidates, committed)}


def _cannot(
    here: Here, teller: Teller, candidates: Sequence[Candidate], committed: Commitments | None
) -> dict[str, str]:
    """Name, by candidate, who on the panel said that they cannot at one of its times."""
    if committed is None:
        return {}
    length, found = timedelta(minutes=here.asked.minutes), {}
    for one in candidates:
        starts = [teller.start(at) for at in one.at]
        names = [
            apart(upright(member.name), here.lang)
            for member in committed.panel
            if any(member.is_away(start, start + length) for start in starts)
        ]
        if names:
            found[one.key] = _(", ").join(names)
    return found


def _is_working(country: str | None, day: date) -> bool:
    return days_off(country or "", day.year).is_working(day)


def _candidates(found: Plan, committed: Commitments | None) -> list[Candidate]:
    """Give the candidates: the best, as it stands, and the one picked, if it is none of these."""
    candidates = [Candidate("one", _("Best one"), (found.best,))]
    if len(found.chosen) > 1:
        candidates.append(Candidate("two", _("Best two"), found.chosen))
    starts = found.quarters.starts
    own = (
        tuple(starts.index(one.starts_at) for one in committed.own if one.starts_at in starts)
        if committed
        else ()
    )
    if own and own not in [one.at for one in candidates]:
        candidates.append(Candidate("own", _("As it stands"), own))
    picked = _picked(starts)
    if picked is not None and (picked,) not in [one.at for one in candidates]:
        candidates.append(Candidate("pick", _("Your choice"), (picked,)))
    return candidates


def _picked(starts: Sequence[datetime]) -> int | None:
    """Give the quarter-hour that was pressed, or nothing."""
    stamps = [one.strftime(STAMP) for one in starts]
    at = request.args.get("at", "")
    return stamps.index(at) if at in stamps else None


def _shown(found: Plan, candidates: Sequence[Candidate]) -> str:
    """Say which candidate is looked at: the one asked for, the one picked, else the answer itself."""
    keys = [one.key for one in candidates]
    picked = _picked(found.quarters.starts)
    by_pick = next((one.key for one in candidates if one.at == (picked,)), "")
    wanted = request.args.get("show", "") or by_pick
    return wanted if wanted in keys else ("two" if "two" in keys else "one")


def _told(here: Here, teller: Teller, candidates: list[Candidate], shown: Candidate) -> dict[str, Any]:
    first, second = words.sentences(teller)
    compared = _compared(candidates, shown)
    return {
        "lead": picture.lead(here, teller),
        "said": first,
        "more": second,
        "unknown": teller.audience.unknown,
        "curve": picture.curve(here, teller, shown),
        "legend": picture.legend(here),
        "lines": [words.candidate_line(teller, one) for one in candidates],
        "shown": shown,
        "shown_hours": [teller.hour(at) for at in shown.at],
        "groups": words.group_lines(teller, shown.at),
        "every": words.all_line(teller, shown.at),
        "difference": words.difference(teller, shown, compared) if compared else None,
        "quarters": picture.quarters(here, teller),
        "steps": picture.steps(teller, shown),
        "use": picture.use(here, teller, shown),
        "kind": teller.kind,
    }


def _compared(candidates: Sequence[Candidate], shown: Candidate) -> Candidate | None:
    """Give the candidate against which one is held: the times as they stand, else the best one; these, the best."""
    own = next((one for one in candidates if one.key == "own"), None)
    if own is not None and shown is not own:
        return own
    if own is not None:
        return next(
            (one for one in candidates if len(one.at) == len(own.at) and one is not own), candidates[0]
        )
    return candidates[0] if shown is not candidates[0] else None


def _address(**changes: str) -> str:
    """Give the address of the same question with something else looked at."""
    values = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in ("show", "at", *changes)
    ]
    return "?" + urlencode([*values, *changes.items()])
