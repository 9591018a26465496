"""The run-sheet of a time: made from a template, worked through, printed, and kept as the record of the hour."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.live.run_sheets import TaskKind, TaskStanding, offset_parts, standings
from meetings.domain.live.run_sheets_errors import DoneByAnother
from meetings.domain.permissions import Act, may
from meetings.domain.programmes import place_names
from meetings.formats.languages import marked
from meetings.formats.times import short_words
from meetings.queries.desk import SlotPage
from meetings.queries.live import run_sheets as queries
from meetings.queries.live.run_sheets import OTHER, TaskRow
from meetings.services.live import run_sheets as services
from meetings.services.live.run_sheets import TaskGiven
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed_on, at_desk, may_on, staff
from meetings.web.desk.live.acts import Doing, answered, open_in
from meetings.web.desk.overview import slot_line
from meetings.web.desk.sides import Side, compare, settle
from meetings.web.errors import sentence
from meetings.web.live.run_sheet_words import KINDS, SIDES, TEMPLATES, UNITS, called, task_line
from meetings.web.pages import LANG

blueprint = Blueprint("desk_run_sheets", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/run-sheet/<slot_id>"
FIELDS: Final = (
    "title",
    "kind",
    "amount",
    "unit",
    "side",
    "owner",
    "owner_name",
    "owner_email",
    "notes",
    "reminders",
)
FORM: Final = "form-task"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot_id: str) -> Response:
    """Show what is late, next and done, and what comes later."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    return _page(page, typed=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, slot_id: str) -> AnyResponse:
    """Tick a task or take that back; whoever edits the time fills the sheet, and adds, changes and removes tasks."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    if request.form.get("act") not in TICKS:
        allowed_on(Act.EDIT, page)
    here, task = f"/{lang}/desk/{programme}/run-sheet/{slot_id}", request.form.get("task", "")
    return answered(page, {**DO, **TICKS}, _page, lambda act: f"{here}?done={act}#{_anchor(act, task)}")


def _anchor(act: str, task: str) -> str:
    known = task.isalnum() and act in (*TICKS, "change", "up", "down")
    return f"task-{task}" if known else "done"


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _given(page: SlotPage) -> TaskGiven:
    """Read the form of a task, after what was chosen of a stale save; words of a template nobody changed stay one."""
    row = _row(page.slot.id, request.form.get("task", ""))
    form = settle(request.form, _stored(row) if row else {})
    given = {name: form.get(name, "") for name in FIELDS}
    key = row.key if row and row.key and given["title"].strip() == called(row.key, "") else None
    return TaskGiven(**given, key=key)


def _row(slot_id: str, name: str) -> TaskRow | None:
    return next((one for one in queries.tasks(slot_id) if one.id == name), None) if name else None


def _apply(page: SlotPage, now: datetime, actor: str) -> None:
    services.apply_template(page.slot.id, request.form.get("template", ""), now, actor)


def _copy(page: SlotPage, now: datetime, actor: str) -> None:
    name = request.form.get("from", "")
    if name not in {one.slot_id for one in _others(page)}:
        raise errors.NotAChoice(field="from", value=name[:20])
    services.copy_sheet(page.slot.id, name, now, actor)


def _add(page: SlotPage, now: datetime, actor: str) -> None:
    services.add_task(page.slot.id, _given(page), now, actor)


def _change(page: SlotPage, now: datetime, actor: str) -> None:
    task = request.form.get("task", "")
    services.change_task(page.slot.id, task, _given(page), _revision(), now=now, actor=actor)


def _remove(page: SlotPage, now: datetime, actor: str) -> None:
    services.remove_task(page.slot.id, request.form.get("task", ""), _revision(), now, actor)


def _up(page: SlotPage, now: datetime, _actor: str) -> None:
    services.shift_task(page.slot.id, request.form.get("task", ""), "up", now)


def _down(page: SlotPage, now: datetime, _actor: str) -> None:
    services.shift_task(page.slot.id, request.form.get("task", ""), "down", now)


def _tick(page: SlotPage, now: datetime, actor: str) -> None:
    services.tick_task(page.slot.id, request.form.get("task", ""), now, actor)


def _untick(page: SlotPage, now: datetime, actor: str) -> None:
    services.tick_task(page.slot.id, request.form.get("task", ""), now, actor, is_done=False)


TICKS: Final[Mapping[str, Doing]] = {"tick": _tick, "untick": _untick}
DO: Final[Mapping[str, Doing]] = {
    "apply": _apply,
    "copy": _copy,
    "add": _add,
    "change": _change,
    "remove": _remove,
    "up": _up,
    "down": _down,
}
DONE: Final[dict[str, Callable[[], str]]] = {
    "apply": lambda: _("The run-sheet is made. Say now who does what."),
    "copy": lambda: _("The run-sheet is copied."),
    "add": lambda: _("Added."),
    "change": lambda: _("Saved."),
    "remove": lambda: _("Removed."),
    "tick": lambda: _("Noted as done."),
    "untick": lambda: _("Noted as not done."),
}


def _page(
    page: SlotPage,
    *,
    typed: Any = None,
    problem: errors.Refused | None = None,
    refused: str = "",
    done: str = "",
) -> Response:
    moment, rows = at_desk(page.programme), queries.tasks(page.slot.id)
    name = (typed or {}).get("task", "") or request.args.get("task", "")
    edited = next((one for one in rows if one.id == name), None) if refused not in TICKS else None
    form = {one: typed.get(one, "") for one in FIELDS} if typed and refused not in TICKS else None
    sides = _sides(edited, form) if isinstance(problem, errors.Stale) and edited and form else ()
    lines = _lines(page, rows, moment)
    html = render_template(
        "desk/live/run_sheet.html",
        programme=page.programme,
        shown=page,
        line=slot_line(page.slot, page.programme, moment),
        tasks=lines,
        same=_same(rows),
        counts=_counts(lines),
        may_edit=may_on(Act.EDIT, page),
        edited=edited,
        form=form or (_stored(edited) if edited else NEW),
        revision=typed.get("revision")
        if typed and edited and not problem
        else edited.revision
        if edited
        else 0,
        staff_owners=queries.staff_of(page.slot.id),
        panel_owners=queries.panel_of(page.slot.id),
        others=[(one.slot_id, _other_words(one, moment)) for one in _others(page)] if not rows else [],
        templates=[(code, words()) for code, words in TEMPLATES.items()],
        kinds=[(code, words()) for code, words in KINDS.items()],
        units=[(code, words()) for code, words in UNITS.items()],
        sides_of=[(code, words()) for code, words in SIDES.items()],
        problem=_problem(problem, moment) if problem else "",
        wrong=problem.field if problem and refused in ("add", "change") else "",
        sides=sides,
        refused=refused,
        drafts=drafts.offered(),
        done=DONE[done]() if done in DONE else "",
    )
    return make_response(html, problem.status if problem else 200)


NEW: Final = {"kind": TaskKind.TASK, "amount": "30", "unit": "minutes", "side": "before"}


def _lines(page: SlotPage, rows: list[TaskRow], moment: Moment) -> list[Any]:
    slot, place = page.slot, place_names(page.programme, page.slot.zone)
    stands = standings(rows, slot.starts_at, moment.now)
    return [
        task_line(one, slot.starts_at, slot.zone, place, stands[one.id], reader=moment.reader) for one in rows
    ]


def _counts(lines: list[Any]) -> dict[str, int]:
    return {str(one): sum(line.standing is one for line in lines) for one in TaskStanding}


def _same(rows: list[TaskRow]) -> dict[str, tuple[bool, bool]]:
    """Say for each task whether it can go up and down: one before it or after it is due at the same moment."""
    moments = [one.minutes for one in rows]
    return {
        one.id: (
            number > 0 and moments[number - 1] == one.minutes,
            number + 1 < len(rows) and moments[number + 1] == one.minutes,
        )
        for number, one in enumerate(rows)
    }


def _stored(row: TaskRow) -> dict[str, Any]:
    amount, unit, side = offset_parts(row.minutes)
    is_typed = row.owner is not None and row.owner.ref == OTHER
    return {
        "title": called(row.key, row.title),
        "kind": row.kind,
        "amount": str(amount),
        "unit": unit,
        "side": side,
        "owner": row.owner.ref if row.owner else "",
        "owner_name": row.owner.name if row.owner and is_typed else "",
        "owner_email": "",
        "notes": row.notes,
        "reminders": "" if row.reminders is None else ", ".join(str(one) for one in row.reminders or (0,)),
    }


def _sides(row: TaskRow, form: Mapping[str, Any]) -> tuple[Side, ...]:
    labels = {
        "title": _("What is to be done"),
        "amount": _("When"),
        "unit": _("Unit"),
        "side": _("Before or after"),
        "notes": _("Notes"),
    }
    return compare(labels, _stored(row), form)


def _others(page: SlotPage) -> list[Any]:
    """Give the sheets to copy from that are within reach of whoever asks."""
    return [
        one
        for one in queries.other_sheets(page.slot.id)
        if _reaches(page.programme.slug, one.stream, one.partners)
    ]


def _reaches(slug: str, stream: str | None, partners: tuple[str, ...]) -> bool:
    return may(staff(), Act.PEOPLE, slug, stream, partners=partners)


def _other_words(one: Any, moment: Moment) -> str:
    lang = moment.reader.language
    when = short_words(one.starts_at, moment.reader.zone, lang, moment.reader.city)
    return f"{marked(one.title, lang)} · {when}"


def _problem(problem: errors.Refused, moment: Moment) -> str:
    if not isinstance(problem, DoneByAnother):
        return sentence(problem)
    at: Any = problem.values.get("at")
    if not at:
        return sentence(problem)
    when = short_words(at, moment.reader.zone, moment.reader.language, moment.reader.city)
    return f"{sentence(problem)} {_('%(who)s, %(when)s', who=problem.values.get('by', ''), when=when)}"
