"""One time: moved, cancelled or revived as one act after a look at what follows; seats, address and recording."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.checks import MOST_SEATS
from meetings.domain.moves import Move, moved
from meetings.domain.permissions import Act, may
from meetings.domain.seasons import is_over
from meetings.domain.zones import check_zone
from meetings.extensions import db
from meetings.formats.times import full_day_words, hour_words, language_name, word_slot
from meetings.queries import desk as queries
from meetings.queries.desk import SlotPage
from meetings.services import recordings
from meetings.services import slots as services
from meetings.web.desk.access import Moment, allowed, at_desk, staff
from meetings.web.desk.overview import session_line, slot_line, slot_state_words
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_slots", __name__)
ADDRESS = f"/{LANG}/desk/slot/<slot_id>"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field, what was typed, and choices where an hour comes twice."""

    words: str
    field: str
    typed: Mapping[str, str]
    status: int
    choices: tuple[str, ...] = ()
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do: from, to, and how many people are told."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    people: str
    typed: Mapping[str, str] = field(default_factory=dict)


@blueprint.get(ADDRESS)
def show(lang: str, slot_id: str) -> Response:
    """Show a time with everything that can be set, and what was done to it."""
    return _page(slot_id, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, slot_id: str) -> AnyResponse:
    """Do what the pressed button says; a move is shown first, with what follows from it."""
    page = queries.slot_page(slot_id)
    holder = allowed(Act.EDIT, page.programme.slug, page.session.stream)
    act, typed = request.form.get("act", ""), request.form.to_dict()
    moment = at_desk(page.programme)
    try:
        if act == "preview":
            return _page(slot_id, preview=_preview(page, typed, moment))
        _do(act, page, typed, moment.now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(slot_id, problem=_problem(refusal, typed))
    return redirect(f"/{lang}/desk/slot/{slot_id}?done={act}#done", 303)


def _do(act: str, page: SlotPage, typed: Mapping[str, str], now: datetime, actor: str) -> None:
    slot_id = page.slot.id
    if act == "recording":
        captions, seen = request.form.getlist("captions"), _number(typed, "recording_revision", 0)
        language, address = typed.get("recording_language", ""), typed.get("recording_address", "")
        recordings.put_recording(slot_id, language, address, captions, seen, now, actor)
        return
    revision = _number(typed, "revision", 0)
    if act == "move":
        services.move(slot_id, _move(typed, page), revision, now, actor)
    elif act == "cancel":
        services.cancel(slot_id, revision, now, actor)
    elif act == "revive":
        services.revive(slot_id, revision, now, actor)
    elif act == "edit":
        services.edit(slot_id, _values(typed), revision, now, actor)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])


def _move(typed: Mapping[str, str], page: SlotPage) -> Move:
    text = typed.get("local_start", "").strip()
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field="local_start", value=text[:40]) from None
    if local.tzinfo is not None or not text:
        raise errors.NotATime(field="local_start", value=text[:40])
    zone = _zone(typed.get("zone", "") or page.slot.zone)
    fold = {"0": 0, "1": 1}.get(typed.get("fold", ""))
    minutes = _number(typed, "minutes", 1)
    return Move(local_start=local.replace(second=0, microsecond=0), zone=zone, fold=fold, minutes=minutes)


def _zone(name: str) -> str:
    try:
        return check_zone(name)
    except errors.UnknownZone as refusal:
        raise errors.UnknownZone(field="zone", **refusal.values) from None


def _values(typed: Mapping[str, str]) -> dict[str, Any]:
    seats = typed.get("capacity", "").strip()
    return {
        "capacity": _number(typed, "capacity", 0) if seats else None,
        "doors_minutes": _number(typed, "doors_minutes", 0),
        "platform_address": typed.get("platform_address", ""),
    }


def _number(typed: Mapping[str, str], name: str, least: int) -> int:
    text = typed.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.NotANumber(field=name, least=least, most=MOST_SEATS)
    return int(text)


def _preview(page: SlotPage, typed: Mapping[str, str], moment: Moment) -> Preview:
    """Say what a move would do, refusing what the move itself would refuse."""
    slot, reader = page.slot, moment.reader
    if _number(typed, "revision", 0) != slot.revision:
        raise errors.Stale(current=slot.revision)
    to = moved(slot, _move(typed, page))
    place = page.programme.place
    after = word_slot(to.starts_at, to.minutes, to.zone, reader.zone, reader.language, place)
    is_same = (to.starts_at, to.minutes) == (slot.starts_at, slot.minutes)
    stays_over = to.starts_at + timedelta(minutes=to.minutes) <= moment.now
    people = {} if is_same or stays_over else page.people
    return Preview(
        before=slot_line(slot, page.programme, moment).words.lines,
        after=after.lines,
        people=told_words(people, reader.language),
        typed=typed,
    )


def told_words(people: Mapping[str, int], lang: str) -> str:
    """Say how many people a change is told, and in which languages."""
    number = sum(people.values())
    words = ngettext("%(num)d person will be told.", "%(num)d people will be told.", number)
    if not people:
        return words
    each = [f"{language_name(code, lang)} {count}" for code, count in people.items()]
    return _("%(people)s By language: %(languages)s.", people=words, languages=_(", ").join(each))


def _problem(refusal: errors.Refused, typed: Mapping[str, str]) -> Problem:
    choices: Any = refusal.values.get("choices", ()) if refusal.code == "ambiguous_time" else ()
    where = refusal.field or ("local_start" if refusal.code in HOURS else "")
    stale = refusal.code == "stale"
    return Problem(sentence(refusal), where, typed, refusal.status, tuple(choices), stale)


HOURS = ("nonexistent_time", "ambiguous_time", "too_far")


def _page(
    slot_id: str, *, problem: Problem | None = None, preview: Preview | None = None, done: str = ""
) -> Response:
    page = queries.slot_page(slot_id)
    holder = allowed(Act.SEE, page.programme.slug, page.session.stream)
    moment = at_desk(page.programme)
    given = problem.typed if problem else preview.typed if preview else {}
    line = slot_line(page.slot, page.programme, moment)
    html = render_template(
        "desk/slot.html",
        programme=page.programme,
        shown=page,
        session=replace(session_line(page.session, page.programme, moment)),
        line=line,
        state=slot_state_words(page.slot.state),
        given=given,
        captions=request.form.getlist("captions"),
        told=told_words(page.people, moment.reader.language),
        is_over=is_over(page.slot, moment.now),
        problem=problem,
        preview=preview,
        done=_done_words(done),
        may_edit=may(holder, Act.EDIT, page.programme.slug, page.session.stream),
        may_see_people=may(staff(), Act.PEOPLE, page.programme.slug, page.session.stream),
        history=_history(page, moment),
    )
    return make_response(html, problem.status if problem else 200)


def _done_words(done: str) -> str:
    return {
        "move": _("The time is moved. People are told after it has rested for a while."),
        "cancel": _("The time is cancelled. People are told after it has rested for a while."),
        "revive": _("The time is held again. Whoever was told of the cancelling is told."),
        "edit": _("Saved."),
        "recording": _("Saved."),
    }.get(done, "")


def _history(page: SlotPage, moment: Moment) -> list[dict[str, Any]]:
    reader = moment.reader
    rows = []
    for number, starts_at, minutes, zone, state, changed_at, changed_by in reversed(page.versions):
        words = word_slot(starts_at, minutes, zone, reader.zone, reader.language, page.programme.place)
        day = full_day_words(changed_at, reader.zone, reader.language)
        rows.append(
            {
                "version": number,
                "words": words.own,
                "state": slot_state_words(state),
                "when": f"{day} {hour_words(changed_at, reader.zone, reader.language)}",
                "by": changed_by,
            }
        )
    return rows
