"""Rehearsals of a time, each with those who are invited, and how the panel's connections were tested."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.connection_tests import OUTCOMES, PARTS, QUALITIES, ConnectionState
from meetings.domain.permissions import Act
from meetings.domain.programmes import place_names
from meetings.formats.times import short_words, word_slot
from meetings.queries.desk import SlotPage
from meetings.queries.live import run_sheets as queries
from meetings.queries.live.run_sheets import RehearsalRow
from meetings.services.live import rehearsals as services
from meetings.services.live.rehearsals import RehearsalGiven
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed_on, at_desk, may_on
from meetings.web.desk.cop.connection_tests import OUTCOME_WORDS, PART_WORDS, QUALITY_WORDS
from meetings.web.desk.live.acts import Doing, answered, open_in
from meetings.web.desk.overview import slot_line
from meetings.web.desk.sides import Side, compare, settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.sessions import role_words

blueprint = Blueprint("desk_rehearsals", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/run-sheet/<slot_id>/rehearsals"
WRITTEN: Final = "%Y-%m-%dT%H:%M"
FIELDS: Final = ("local_start", "zone", "minutes", "address", "note", "fold")
HOURS: Final = ("nonexistent_time", "ambiguous_time", "too_far")


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot_id: str) -> Response:
    """Show the rehearsals, whom they are for, and whose connection was tested how."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    return _page(page, typed=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, slot_id: str) -> AnyResponse:
    """Add a rehearsal, move it, change whom it is for, call it off; or keep how a connection was tested."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    allowed_on(Act.EDIT, page)
    here = f"/{lang}/desk/{programme}/run-sheet/{slot_id}/rehearsals"
    return answered(page, DO, _page, lambda act: f"{here}?done={act}#done")


def _given(page: SlotPage) -> RehearsalGiven:
    """Read the form of a rehearsal, after what was chosen of a stale save."""
    name = request.form.get("rehearsal", "")
    row = next((one for one in queries.rehearsals(page.slot.id) if one.id == name), None) if name else None
    form = settle(request.form, _stored(row, page) if row else {})
    text = form.get("local_start", "")
    try:
        local = datetime.strptime(text, WRITTEN)  # noqa: DTZ007 - a wall time, in the zone that is typed
    except ValueError:
        raise errors.NotATime(field="local_start", value=text[:40]) from None
    return RehearsalGiven(
        local_start=local,
        zone=form.get("zone", ""),
        minutes=form.get("minutes", ""),
        address=form.get("address", ""),
        guests=request.form.getlist("guests"),
        note=form.get("note", ""),
        fold={"0": 0, "1": 1}.get(request.form.get("fold", "")),
    )


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _add(page: SlotPage, now: datetime, actor: str) -> None:
    services.add_rehearsal(page.slot.id, _given(page), now, actor)


def _change(page: SlotPage, now: datetime, actor: str) -> None:
    name = request.form.get("rehearsal", "")
    services.change_rehearsal(page.slot.id, name, _given(page), _revision(), now=now, actor=actor)


def _cancel(page: SlotPage, now: datetime, actor: str) -> None:
    services.cancel_rehearsal(page.slot.id, request.form.get("rehearsal", ""), _revision(), now, actor)


def _record(page: SlotPage, now: datetime, actor: str) -> None:
    parts = {one: request.form.get(one, "") for one in PARTS}
    services.record_test(
        page.slot.id,
        request.form.get("person", ""),
        request.form.get("outcome", ""),
        parts,
        remark=request.form.get("remark", ""),
        now=now,
        actor=actor,
    )


DO: Final[Mapping[str, Doing]] = {
    "add": _add,
    "change": _change,
    "cancel": _cancel,
    "record": _record,
}
DONE: Final[dict[str, Callable[[], str]]] = {
    "add": lambda: _("Added. Whoever is invited gets a mail in a moment."),
    "change": lambda: _("Saved. Whoever must know gets one mail in a moment."),
    "cancel": lambda: _("Called off. Whoever was invited gets a mail in a moment."),
    "record": lambda: _("Saved."),
}


def _page(
    page: SlotPage,
    *,
    typed: Any = None,
    problem: errors.Refused | None = None,
    refused: str = "",
    done: str = "",
) -> Response:
    moment, rows = at_desk(page.programme), queries.rehearsals(page.slot.id)
    name = (typed or {}).get("rehearsal", "") or request.args.get("rehearsal", "")
    edited = next((one for one in rows if one.id == name and one.state == "planned"), None)
    is_form = typed is not None and refused in ("add", "change", "")
    form = {one: typed.get(one, "") for one in FIELDS} if is_form and typed else _stored(edited, page)
    chosen = (
        typed.getlist("guests") if is_form and typed else [one.ref for one in edited.guests] if edited else []
    )
    tested = queries.connections(page.slot.id)
    person = (typed or {}).get("person", "") or request.args.get("person", "")
    html = render_template(
        "desk/live/rehearsals.html",
        programme=page.programme,
        shown=page,
        line=slot_line(page.slot, page.programme, moment),
        rehearsals=[_line(one, page, moment) for one in rows],
        edited=edited,
        form=form,
        chosen=chosen,
        revision=edited.revision if edited else 0,
        guests=queries.staff_of(page.slot.id),
        panel=queries.panel_of(page.slot.id),
        tests=[_test_line(one, moment) for one in tested],
        tested=next((one for one in tested if one.ref == person), None),
        outcomes=[(str(one), OUTCOME_WORDS[one]()) for one in OUTCOMES],
        parts=[(one, PART_WORDS[one]()) for one in PARTS],
        qualities=[(one, QUALITY_WORDS[one]()) for one in QUALITIES],
        given=typed if refused == "record" else {},
        may_edit=may_on(Act.EDIT, page),
        problem=sentence(problem) if problem else "",
        wrong=_field(problem) if problem else "",
        choices=tuple(_choices(problem)),
        sides=_sides(edited, page, form) if isinstance(problem, errors.Stale) and edited else (),
        refused=refused,
        drafts=drafts.offered(),
        done=DONE[done]() if done in DONE else "",
    )
    return make_response(html, problem.status if problem else 200)


def _field(problem: errors.Refused) -> str:
    return problem.field or ("local_start" if problem.code in HOURS else "")


def _choices(problem: errors.Refused | None) -> Any:
    return problem.values.get("choices", ()) if problem and problem.code == "ambiguous_time" else ()


def _stored(row: RehearsalRow | None, page: SlotPage) -> dict[str, str]:
    if row is None:
        return {"zone": page.slot.zone, "minutes": "45"}
    return {
        "local_start": row.local_start.strftime(WRITTEN),
        "zone": row.zone,
        "minutes": str(row.minutes),
        "address": row.address,
        "note": row.note,
    }


def _sides(row: RehearsalRow, page: SlotPage, form: Mapping[str, str]) -> tuple[Side, ...]:
    labels = {
        "local_start": _("Begins"),
        "zone": _("Time zone"),
        "minutes": _("Minutes"),
        "address": _("Address where it is held"),
        "note": _("Note"),
    }
    return compare(labels, _stored(row, page), form)


def _line(row: RehearsalRow, page: SlotPage, moment: Moment) -> dict[str, Any]:
    place, reader = place_names(page.programme, row.zone), moment.reader
    words = word_slot(row.starts_at, row.minutes, row.zone, reader.zone, reader.language, place)
    return {
        "row": row,
        "words": words,
        "is_off": row.state != "planned",
        "is_over": row.starts_at <= moment.now,
        "guests": [(one.name, bool(one.told_at)) for one in row.guests],
    }


def _test_line(row: Any, moment: Moment) -> dict[str, Any]:
    lang = moment.reader.language
    return {
        "row": row,
        "role": role_words(row.role),
        "outcome": OUTCOME_WORDS[ConnectionState(row.outcome)]() if row.outcome else _("Not tested"),
        "parts": [f"{PART_WORDS[one]()}: {QUALITY_WORDS[value]()}" for one, value in row.parts.items()],
        "when": short_words(row.at, moment.reader.zone, lang, moment.reader.city) if row.at else "",
    }
