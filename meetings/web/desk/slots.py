"""One time: moved, cancelled, revived or set up as one act after a look at what follows; and its recording."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.programmes import place_names
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.formats.times import full_day_words, hour_words, word_slot
from meetings.queries import desk as queries
from meetings.queries.desk import SlotPage
from meetings.queries.desk_files import silent_count
from meetings.queries.platforms import held_slot
from meetings.services import recordings
from meetings.services import slots as services
from meetings.web.desk import changes, drafts
from meetings.web.desk.access import Moment, allowed_on, at_desk, may_on, open_slot, staff
from meetings.web.desk.changes import Keep, Preview
from meetings.web.desk.channels import channel_rows, kind_words, typed_channels, typed_lines
from meetings.web.desk.conflicts import both_sides, recording_sides, stored_fields
from meetings.web.desk.contacts.letter_effects import effects_now
from meetings.web.desk.overview import session_line, slot_line, slot_state_words
from meetings.web.desk.platforms_words import HeldLine, held_line
from meetings.web.desk.recordings_words import silent_words
from meetings.web.desk.retention import retention_words
from meetings.web.desk.sides import Side, settle
from meetings.web.desk.sources import source_lines
from meetings.web.desk.typed import Typed, typed_move, typed_number, typed_set_up
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import current_reader

blueprint = Blueprint("desk_slots", __name__)
ADDRESS = f"/{LANG}/desk/slot/<slot_id>"
PREVIEW = "preview-"
HOURS = ("nonexistent_time", "ambiguous_time", "too_far")


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field, choices where an hour comes twice; both sides of a stale save."""

    words: str
    field: str
    status: int
    choices: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    act: str = ""


@blueprint.get(ADDRESS)
def show(lang: str, slot_id: str) -> Response:
    """Show a time with everything that can be set, and what was done to it."""
    page = open_slot(Act.SEE, slot_id)
    return _page(page, draft=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, slot_id: str) -> AnyResponse:
    """Do what the pressed button says; what follows from it is shown first, or what is not clear is asked."""
    page, holder = open_slot(Act.EDIT, slot_id), staff()
    act, typed = request.form.get("act", ""), settle(request.form, stored_fields(page.slot)).to_dict()
    moment = at_desk(page.programme)
    wanted = act.removeprefix(PREVIEW)
    try:
        if wanted != "recording":
            _check_seen(page, typed)
        if wanted == "move" and (choices := changes.keeps(page, typed, moment)):
            return _page(page, given=typed, keeps=choices)
        if act != wanted:
            shown = changes.preview(wanted, page, typed, moment)
            return _page(page, given=typed, preview=shown)
        _do(act, page, typed, moment.now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        page = queries.slot_page(slot_id)
        return _page(page, given=typed, problem=_problem(refusal, page, wanted, typed))
    return redirect(f"/{lang}/desk/slot/{slot_id}?done={act}#done", 303)


def _check_seen(page: SlotPage, typed: Typed) -> None:
    if typed_number(typed, "revision", 0) != page.slot.revision:
        raise errors.Stale(current=page.slot.revision)


def _do(act: str, page: SlotPage, typed: Typed, now: datetime, actor: str) -> None:
    slot_id = page.slot.id
    if act == "recording":
        captions, seen = request.form.getlist("captions"), typed_number(typed, "recording_revision", 0)
        language, address = typed.get("recording_language", ""), typed.get("recording_address", "")
        recordings.put_recording(slot_id, language, address, captions, seen, now, actor)
        return
    revision = typed_number(typed, "revision", 0)
    if act == "move":
        services.move(slot_id, typed_move(typed, page.slot), revision, now, actor)
    elif act == "cancel":
        services.cancel(slot_id, revision, now, actor)
    elif act == "revive":
        services.revive(slot_id, revision, now, actor)
    elif act == "edit":
        services.edit(slot_id, typed_set_up(typed), revision, now, actor)
    elif act == "channels":
        channels = typed_channels(request.form, page.slot, current_reader().language)
        services.edit(slot_id, {"channels": channels}, revision, now, actor)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])


def _problem(refusal: errors.Refused, page: SlotPage, act: str, typed: Typed) -> Problem:
    choices: Any = refusal.values.get("choices", ()) if refusal.code == "ambiguous_time" else ()
    where = refusal.field or ("local_start" if refusal.code in HOURS else "")
    sides = _sides(page, act, typed) if refusal.code == "stale" else ()
    return Problem(sentence(refusal), where, refusal.status, tuple(choices), tuple(sides), act)


def _sides(page: SlotPage, act: str, typed: Typed) -> Iterable[Side]:
    if act == "recording":
        return recording_sides(page.slot, typed, request.form.getlist("captions"))
    if act == "channels":
        typed = {**typed, "channels": typed_lines(request.form, current_reader().language)}
    return both_sides(page.slot, act, typed)


def _page(
    page: SlotPage,
    *,
    given: Typed | None = None,
    problem: Problem | None = None,
    preview: Preview | None = None,
    keeps: tuple[Keep, ...] = (),
    draft: MultiDict[str, str] | None = None,
    done: str = "",
) -> Response:
    allowed_on(Act.SEE, page)
    form = request.form if draft is None else draft
    given = draft.to_dict() if draft is not None else given
    moment = at_desk(page.programme)
    line = slot_line(page.slot, page.programme, moment)
    html = render_template(
        "desk/slot.html",
        programme=page.programme,
        shown=page,
        session=session_line(page.session, page.programme, moment),
        line=line,
        state=slot_state_words(page.slot.state),
        given=given or {},
        drafts=drafts.offered(),
        is_draft=draft is not None,
        captions=form.getlist("captions"),
        channels=channel_rows(
            page.slot, form if given and "channel_kind" in given else None, moment.reader.language
        ),
        channel_kinds=kind_words(),
        is_over=is_over(page.slot, moment.now),
        silent=""
        if is_over(page.slot, moment.now)
        else silent_words(silent_count(page.slot.id), is_before=True),
        problem=problem,
        preview=preview,
        keeps=keeps,
        done=_done_words(done),
        may_edit=may_on(Act.EDIT, page),
        may_see_people=may_on(Act.PEOPLE, page),
        history=_history(page, moment),
        sources=source_lines(page, moment),
        platform=_platform(page, moment),
        effects=effects_now(page),
        retention=retention_words(page, moment.now, moment.reader.language),
    )
    return make_response(html, problem.status if problem else 200)


def _platform(page: SlotPage, moment: Moment) -> HeldLine | None:
    """Word how the time is held at a platform; nothing of a draft, or where only an address is typed."""
    held = held_slot(page.slot.id)
    if held is None or (held.meeting is None and held.account_id is None):
        return None
    return held_line(held, "", moment)


def _done_words(done: str) -> str:
    return {
        "move": _("The time is moved."),
        "cancel": _("The time is cancelled."),
        "revive": _("The time is held again."),
        "edit": _("Saved."),
        "channels": _("Saved."),
        "recording": _("Saved."),
    }.get(done, "")


def _history(page: SlotPage, moment: Moment) -> list[dict[str, Any]]:
    reader = moment.reader
    rows = []
    for one in reversed(page.versions):
        words = word_slot(
            one.starts_at,
            one.minutes,
            one.zone,
            reader.zone,
            reader.language,
            place_names(page.programme, one.zone),
        )
        day = full_day_words(one.changed_at, reader.zone, reader.language)
        rows.append(
            {
                "version": one.version,
                "words": words.own,
                "state": slot_state_words(one.state),
                "when": f"{day} {hour_words(one.changed_at, reader.zone, reader.language)}",
                "by": one.changed_by,
            }
        )
    return rows
