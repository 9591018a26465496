"""The gate of a conference: a steward scans or types badges, finds people by name, and has a list for a bad line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request

from meetings.domain import errors
from meetings.domain.cop.badges import COLOURS, GOES_IN, Answer, codes_pasted, entrance_named, read_badge_code
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.cop.badges import LIST, gate_list
from meetings.formats.times import date_words, hour_words
from meetings.queries.cop import badges as queries
from meetings.queries.cop.arrivals import came_on
from meetings.queries.cop.badges import Bearer
from meetings.queries.desk import programme as programme_of
from meetings.services.cop.check_ins import Gate, Scanned, enter_list
from meetings.services.cop.check_ins import scan as check_in
from meetings.services.cop.identities import photo_bytes
from meetings.web.cop.badge_words import VERDICTS
from meetings.web.cop.words import ROLES
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.cop.segments import chosen_segment
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.headers import FIXED
from meetings.web.pages import LANG, static_address

blueprint = Blueprint("desk_cop_gate", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/gate"
PART: Final = "X-Part"  # what the page's script says of itself, to be answered with the verdict alone
LONGEST_SCAN: Final = 100
CAMERA: Final = FIXED["Permissions-Policy"].replace("camera=()", "camera=(self)")


@dataclass(frozen=True, slots=True)
class VerdictShown:
    """What a scan was answered, in words; who it is of is shown only where the badge is of this conference."""

    answer: Answer
    word: str
    sentence: str
    look: str
    who: Bearer | None
    role: str
    category: str
    colour: str
    since: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the field for a badge, and who is found by the name asked for."""
    allowed(Act.CHECK_IN, programme)
    return _page(programme)


@blueprint.post(ADDRESS)
def scan(lang: str, programme: str) -> Response:
    """Check somebody in and say in words and colour whether they may go in; the next scan can follow at once."""
    steward = allowed(Act.CHECK_IN, programme).actor
    now = datetime.now(UTC)
    chosen = chosen_segment(programme, now)
    entrance = entrance_named(request.form.get("entrance", ""))
    done = check_in(Gate(chosen.it.id, steward, entrance), request.form.get("code", "")[:LONGEST_SCAN], now)
    if request.headers.get(PART) == "verdict":
        shown = programme_of(programme)
        return make_response(
            render_template(
                "desk/cop/gate_verdict.html",
                programme=shown,
                verdict=_verdict(done, programme, chosen.today, at_desk(shown)),
                came=came_on(chosen.it.id, chosen.today),
            )
        )
    return _page(programme, done)


@blueprint.get(f"{ADDRESS}/photo/<badge>")
def photo(lang: str, programme: str, badge: str) -> Response:
    """Give the photo of a badge's bearer, for the eyes of whoever stands at the gate."""
    allowed(Act.CHECK_IN, programme)
    found, outside = queries.badge(code=read_badge_code(badge) or ""), current_app.extensions["outside"]
    if found.segment.programme != programme:
        raise errors.NotFound()
    raw = photo_bytes(found.nomination_id, shelf=outside.identity_shelf, storage=outside.storage)
    if raw is None:
        raise errors.NotFound()
    return Response(raw, content_type="image/png" if raw.startswith(b"\x89PNG") else "image/jpeg")


@blueprint.get(f"{ADDRESS}/list")
def paper(lang: str, programme: str) -> Response:
    """Show who may come, by name with their codes, and the form for a list that was kept on paper."""
    allowed(Act.CHECK_IN, programme)
    return _list_page(programme)


@blueprint.post(f"{ADDRESS}/list")
def enter(lang: str, programme: str) -> Response:
    """Check in who was ticked on paper, each once, and say of every code what became of it."""
    steward, now = allowed(Act.CHECK_IN, programme).actor, datetime.now(UTC)
    chosen = chosen_segment(programme, now)
    gate = Gate(chosen.it.id, steward, entrance_named(request.form.get("entrance", "")))
    codes = codes_pasted(request.form.get("codes", ""))
    try:
        if not codes:
            raise errors.Missing(field="codes")
        done = enter_list(gate, request.form.get("day", ""), codes, now)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list_page(programme, problem=refusal)
    return _list_page(programme, done=done)


@blueprint.get(f"{ADDRESS}/list.pdf")
def printed(lang: str, programme: str) -> Response:
    """Give the list to print, in the language of the address."""
    allowed(Act.CHECK_IN, programme)
    now = datetime.now(UTC)
    it = chosen_segment(programme, now).it
    data = gate_list(queries.with_badges(it.id), it, lang, now)
    raw = current_app.extensions["outside"].typesetter.pdf(LIST, data)
    answer = Response(raw, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{programme}-{it.slug}-gate.pdf"'
    return answer


def _page(programme: str, done: Scanned | None = None) -> Response:
    shown = programme_of(programme)
    moment = at_desk(shown)
    chosen = chosen_segment(programme, moment.now)
    name = request.args.get("name", "").strip()[:LONGEST_SCAN]
    html = render_template(
        "desk/cop/gate.html",
        programme=shown,
        script=static_address("js/gate.js"),
        chosen=chosen,
        today=date_words(chosen.today, moment.reader.language),
        came=came_on(chosen.it.id, chosen.today),
        entrance=entrance_named(request.values.get("entrance", "")),
        verdict=_verdict(done, programme, chosen.today, moment) if done else None,
        name=name,
        people=[(one, category_words(one.category)) for one in queries.named(chosen.it.id, name)],
    )
    answer = make_response(html)
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


def _verdict(done: Scanned, programme: str, day: date, moment: Moment) -> VerdictShown:
    said, who = VERDICTS[done.answer], _bearer(done, programme)
    came = queries.came_at(who.participation_id, day) if who and done.answer == Answer.ALREADY else None
    return VerdictShown(
        answer=done.answer,
        word=said.word(),
        sentence=said.sentence(),
        look=said.look,
        who=who,
        role=ROLES[who.role]() if who else "",
        category=category_words(who.category) if who else "",
        colour=who.category if who and who.category in COLOURS else "other",
        since=hour_words(came.at, who.segment.zone, moment.reader.language) if came and who else "",
    )


def _bearer(done: Scanned, programme: str) -> Bearer | None:
    """Give whose badge it is, unless it is of another conference."""
    if done.badge_id is None:
        return None
    found = queries.badge(badge_id=done.badge_id)
    return found if found.segment.programme == programme else None


def _list_page(
    programme: str,
    *,
    problem: errors.Refused | None = None,
    done: Iterable[tuple[str, Scanned]] = (),
) -> Response:
    shown = programme_of(programme)
    moment = at_desk(shown)
    chosen, entered = chosen_segment(programme, moment.now), list(done)
    html = render_template(
        "desk/cop/gate_list.html",
        programme=shown,
        chosen=chosen,
        days=[(one.isoformat(), date_words(one, moment.reader.language)) for one in chosen.days],
        people=[(one, category_words(one.category)) for one in queries.with_badges(chosen.it.id)],
        problem=problem,
        words=sentence(problem) if problem else "",
        typed=request.form,
        new=sum(one.answer == Answer.VALID for _code, one in entered),
        known=sum(one.answer == Answer.ALREADY for _code, one in entered),
        refused=[(code, VERDICTS[one.answer].word()) for code, one in entered if one.answer not in GOES_IN],
        is_done=bool(entered),
    )
    return make_response(html, problem.status if problem else 200)
