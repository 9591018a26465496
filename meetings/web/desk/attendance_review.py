"""Rows of attendance files that nobody is matched to: who they may be, decided together or one by one, taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.attendance import PARTICIPANT
from meetings.domain.attendance_review import Verdict
from meetings.domain.permissions import Act, Reach, reach
from meetings.domain.programmes import Placed, place_names
from meetings.extensions import db
from meetings.formats.times import hour_words, word_slot
from meetings.queries import attendance_review as queries
from meetings.queries import desk
from meetings.queries.attendance_proposals import Waiting
from meetings.queries.attendance_review import DECIDED, WAITING, Asked
from meetings.queries.people import heard
from meetings.services import attendance_review as services
from meetings.web.desk.access import Moment, at_desk, may_on, open_here, open_slot, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.attendance_words import role_words, verdict_words, why_words
from meetings.web.desk.people import page_asked
from meetings.web.errors import sentence
from meetings.web.numbers import row_number
from meetings.web.pages import LANG

blueprint = Blueprint("desk_attendance_review", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/attendance/review"
ROW: Final = f"/{LANG}/desk/attendance/row/<int:row_id>"
LONGEST: Final = 200
FIRST: Final = "first"  # each as the one person who is proposed for it
TOGETHER: Final = tuple(one for one in Verdict if one is not Verdict.PERSON)
Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Rows that are decided together, in words."""

    group: Waiting
    time: str
    joined: str
    left: str
    role: str
    why: tuple[str, ...]
    verdict: str
    decided: str


@blueprint.get(ADDRESS)
def queue(lang: str, programme: str) -> Response:
    """Show whom nobody is matched to, or what was decided, with whom each may be."""
    return _page(programme, open_here(Act.PEOPLE, programme))


@blueprint.post(ADDRESS)
def decide(lang: str, programme: str) -> AnyResponse:
    """Decide what was ticked, or one of them, or take back what was decided."""
    where, now = open_here(Act.EDIT, programme), at_desk().now
    act, actor = request.form.get("act", ""), staff().actor
    try:
        if act == "undo":
            done = _undone(request.form.get("decision", "")[:60], where)
        elif act == "back":
            named = _ticked(where)
            services.take_back_rows(named, now, actor)
            done = "back"
        else:
            done = _decided(act, where)
    except (errors.NotFound, errors.NotAllowed):
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, where, refusal)
    address = _address(_asked(request.form))
    return redirect(f"/{lang}/desk/{programme}/attendance/review?{address}&done={done}#done", 303)


@blueprint.get(ROW)
def row(lang: str, row_id: int) -> Response:
    """Show rows that are decided together, whom they may be, and a box that finds others."""
    return _row_page(_open_row(Act.PEOPLE, row_id))


@blueprint.post(ROW)
def decide_row(lang: str, row_id: int) -> AnyResponse:
    """Decide who rows are, or take it back."""
    group, now = _open_row(Act.EDIT, row_id), at_desk().now
    named, act, actor = [(group.slot_id, group.row_key)], request.form.get("act", ""), staff().actor
    try:
        if act == "back":
            services.take_back_rows(named, now, actor)
        else:
            verdict, person = _wanted(act, reach(staff(), Act.EDIT))
            services.decide(named, verdict, person, now, actor)
    except (errors.NotFound, errors.NotAllowed):
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _row_page(_open_row(Act.EDIT, row_id), refusal)
    return redirect(f"/{lang}/desk/attendance/row/{row_id}?done={act.partition(':')[0]}#done", 303)


def _decided(act: str, where: Reach) -> str:
    """Decide ticked rows alike, or one as somebody (`is:number:person`), or each as whom it is proposed to be."""
    now, actor = at_desk().now, staff().actor
    kind, _, rest = act.partition(":")
    if kind == "is":
        number, _, person = rest.partition(":")
        verdict, person_id = _wanted(f"person:{person}", where)
        named = _named([number], where)
        return services.decide(named, verdict, person_id, now, actor)[0]
    if act == FIRST:
        return services.decide_each(_only_proposed(where), now, actor)[0]
    verdict, person_id = _wanted(act, where)
    return services.decide(_ticked(where), verdict, person_id, now, actor)[0]


def _wanted(act: str, where: Reach) -> tuple[Verdict, int | None]:
    """Read a verdict, `person:public number` or one of the others.

    Raises: NotAChoice; NotFound, for a person who is not within reach.
    """
    kind, _, public_id = act.partition(":")
    if kind == Verdict.PERSON and public_id:
        person_id = queries.somebody_within(public_id[:60], where)
        if person_id is None:
            raise errors.NotFound()
        return Verdict.PERSON, person_id
    if act not in TOGETHER:
        raise errors.NotAChoice(field="act", value=act[:20])
    return Verdict(act), None


def _ticked(where: Reach) -> list[Named]:
    return _named(request.form.getlist("row"), where)


def _named(given: Iterable[str], where: Reach) -> list[Named]:
    """Give what numbers of rows name.

    Raises: NothingChosen; NotAllowed, where one of them is not within reach, or not there.
    """
    try:
        ids = {row_number(one) for one in given}
    except ValueError:
        raise errors.NotAllowed() from None
    if not ids:
        raise errors.NothingChosen(field="row")
    found = queries.named_rows(ids, where)
    if set(found) != ids:
        raise errors.NotAllowed()
    return list(found.values())


def _only_proposed(where: Reach) -> list[tuple[Named, int]]:
    """Give ticked rows for which exactly one person is proposed, with that person."""
    wanted = set(_ticked(where))
    found = []
    for group in queries.groups_named(wanted, where):
        if len(group.proposed) == 1:
            person_id = queries.somebody_within(group.proposed[0].public_id, where)
            if person_id is not None:
                found.append(((group.slot_id, group.row_key), person_id))
    if not found:
        raise errors.NothingChosen(field="row")
    return found


def _undone(act: str, where: Reach) -> str:
    if not queries.act_within(act, where):
        raise errors.NotAllowed()
    services.take_back(act, at_desk().now, staff().actor)
    return "back"


def _open_row(act: Act, row_id: int) -> Waiting:
    """Give the group of a row, if whoever is signed in may do this; one that is not there answers like one closed.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = staff()
    group = queries.group_of(row_id)
    if group is None:
        raise errors.NotFound() if reach(holder, act).everywhere else errors.NotAllowed()
    open_slot(act, group.slot_id)
    return group


def _asked(given: Mapping[str, str]) -> Asked:
    read = {name: given.get(name, "").strip()[:LONGEST] for name in ("state", "slot", "text")}
    return Asked(state=DECIDED if read["state"] == DECIDED else WAITING, slot=read["slot"], text=read["text"])


def _address(asked: Asked) -> str:
    pairs = (("state", asked.state), ("slot", asked.slot), ("text", asked.text))
    return urlencode([pair for pair in pairs if pair[1]])


def _page(programme: str, where: Reach, refusal: errors.Refused | None = None) -> Response:
    shown = desk.programme(programme)
    moment, asked = at_desk(shown), _asked(request.form if refusal else request.args)
    found = queries.waiting_groups(programme, where, asked, page_asked())
    edits = reach(staff(), Act.EDIT)
    html = render_template(
        "desk/attendance_review.html",
        programme=shown,
        pages=found,
        lines=[_line(one, shown, moment) for one in found.groups],
        asked=asked,
        address=_address(asked),
        verdicts=[(str(one), verdict_words(one)) for one in TOGETHER],
        ticked=request.form.getlist("row") if refusal else [],
        may_edit=edits.touches(programme),
        problem={"field": refusal.field, "words": sentence(refusal)} if refusal else None,
        done=request.args.get("done", "")[:60],
    )
    return make_response(html, refusal.status if refusal else 200)


def _row_page(group: Waiting, refusal: errors.Refused | None = None) -> Response:
    page = open_slot(Act.PEOPLE, group.slot_id)
    moment, where = at_desk(page.programme), reach(staff(), Act.PEOPLE)
    text = request.values.get("text", "").strip()[:LONGEST]
    html = render_template(
        "desk/attendance_row.html",
        programme=page.programme,
        shown=page,
        line=_line(queries.with_people(group, where), page.programme, moment),
        text=text,
        found=heard(text, where, moment.now) if text else [],
        verdicts=[(str(one), verdict_words(one)) for one in TOGETHER],
        may_edit=may_on(Act.EDIT, page),
        problem={"field": refusal.field, "words": sentence(refusal)} if refusal else None,
        done=request.args.get("done", ""),
    )
    return make_response(html, refusal.status if refusal else 200)


def _line(one: Waiting, programme: Placed, moment: Moment) -> WaitingLine:
    reader = moment.reader
    words = word_slot(
        one.starts_at, one.minutes, one.zone, reader.zone, reader.language, place_names(programme, one.zone)
    )
    return WaitingLine(
        group=one,
        time=words.own,
        joined=hour_words(one.first_joined_at, reader.zone, reader.language),
        left=hour_words(one.last_left_at, reader.zone, reader.language) if one.last_left_at else "",
        role="" if one.role == PARTICIPANT else role_words(one.role),
        why=tuple(why_words(each.why) for each in one.proposed),
        verdict=verdict_words(one.verdict) if one.verdict else "",
        decided=moment_words(one.decided_at, moment),
    )
