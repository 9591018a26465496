"""The run-sheet of a time for programs: who does what by when; rehearsals, and how connections were tested."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.board import fold_of
from meetings.api.by_example import INSTANT, Local, Needed, Null, given, shown
from meetings.api.programmes import BEARER, both_sides
from meetings.api.reaching import actor, may_reach, open_slot, right_now
from meetings.api.shapes import EmptyIn, revision_seen, wall_time
from meetings.domain import errors
from meetings.domain.live.run_sheets import offset_parts
from meetings.domain.permissions import Act
from meetings.queries.live import run_sheets as queries
from meetings.queries.live.run_sheets import RehearsalRow, TaskRow
from meetings.services.live import rehearsals, run_sheets
from meetings.services.live.rehearsals import RehearsalGiven
from meetings.services.live.run_sheets import TaskGiven

blueprint = Blueprint(
    "api_run_sheets", __name__, url_prefix="/api/v1", description="Run-sheets and rehearsals of times."
)
SHEET: Final = "/slots/<slot_id>/run-sheet"
TASK: Final = f"{SHEET}/tasks/<task>"
REHEARSALS: Final = "/slots/<slot_id>/rehearsals"
REHEARSAL: Final = f"{REHEARSALS}/<rehearsal>"
TASK_FIELDS: Final = {
    "title": "Test the microphones",
    "kind": "task",
    "amount": 30,
    "unit": "minutes",
    "side": "before",
    "owner": "person:p5t8n2wq",
    "owner_name": "Dana Example",
    "owner_email": "dana@example.org",
    "notes": "Two spare ones are in the box.",
    "reminders": "30",
}

OwnerOut = shown(
    "RunSheetOwner", "Who may own a task, or be invited.", ref="person:p5t8n2wq", name="Amara Example"
)
TaskOut = shown(
    "RunSheetTask",
    "A task; `minutes` from the beginning, before it below zero; `key` names one of a template, whose title is empty.",
    id="t7k2m9xw",
    kind="task",
    key=Null("microphones"),
    title="Test the microphones",
    minutes=-30,
    owner=Null(OwnerOut),
    notes="Two spare ones are in the box.",
    reminders=Null([30]),
    done_at=Null(INSTANT),
    done_by="Dana Example",
    revision=1,
)
SheetOut = shown(
    "RunSheet",
    "The run-sheet of a time, who may own its tasks, and the times whose sheets can be copied.",
    tasks=[TaskOut],
    owners=[OwnerOut],
    copies=["k3vq8xw2"],
)
ApplyIn = given("RunSheetTemplate", "The template to begin with.", template=Needed("webinar"))
CopyIn = given("RunSheetCopy", "The time whose run-sheet is copied.", slot=Needed("k3vq8xw2"))
TaskIn = given("RunSheetTaskNew", "A task to add.", **(TASK_FIELDS | {"title": Needed(TASK_FIELDS["title"])}))
TaskPatch = given("RunSheetTaskChange", "What is changed of a task.", **TASK_FIELDS)
ShiftIn = given("RunSheetTaskShift", "Up or down among those due at the same moment.", way=Needed("up"))
TickIn = given("RunSheetTaskTick", "Whether it is done.", is_done=Needed(True))
GuestOut = shown(
    "RehearsalGuest",
    "Somebody who is invited.",
    ref="person:p5t8n2wq",
    name="Amara Example",
    told_at=Null(INSTANT),
)
RehearsalOut = shown(
    "Rehearsal",
    "A rehearsal of a time.",
    id="h4m8n2wq",
    local_start=Local(),
    zone="Europe/Zurich",
    starts_at=INSTANT,
    minutes=45,
    address="https://meet.example.org/rehearsal",
    note="Bring your slides.",
    state="planned",
    guests=[GuestOut],
    revision=1,
)
TestOut = shown(
    "PanelConnection",
    "How somebody's connection was tested; without an outcome it was not.",
    ref="person:p5t8n2wq",
    name="Amara Example",
    role="speaker",
    outcome="passed",
    parts={"sound": "good"},
    note="Uses a headset.",
    at=Null(INSTANT),
    by="Dana Example",
)
RehearsalsOut = shown(
    "Rehearsals",
    "The rehearsals of a time, who may be invited, and how connections were tested.",
    rehearsals=[RehearsalOut],
    guests=[OwnerOut],
    connections=[TestOut],
)
HOURS: Final = {
    "minutes": 45,
    "address": "https://meet.example.org/rehearsal",
    "guests": ["person:p5t8n2wq"],
    "note": "Bring your slides.",
    "fold": Null(0),
}
RehearsalIn = given(
    "RehearsalNew",
    "A rehearsal, for whom it is.",
    local_start=Needed("2027-03-17T14:00"),
    zone=Needed("Europe/Zurich"),
    **HOURS,
)
RehearsalPatch = given(
    "RehearsalChange",
    "What is changed of a rehearsal.",
    local_start="2027-03-17T14:00",
    zone="Europe/Zurich",
    **HOURS,
)
TestIn = given(
    "ConnectionTested",
    "How somebody's connection was tested.",
    person=Needed("person:p5t8n2wq"),
    outcome=Needed("passed"),
    parts={"sound": "good"},
    remark="Uses a headset.",
)


@blueprint.route(SHEET)
@blueprint.response(200, SheetOut)
@blueprint.doc(security=BEARER)
def sheet(slot_id: str) -> dict[str, Any]:
    """Read the run-sheet of a time."""
    open_slot(Act.PEOPLE, slot_id)
    return _sheet(slot_id)


@blueprint.route(f"{SHEET}/apply", methods=["POST"])
@blueprint.arguments(ApplyIn)
@blueprint.response(200, SheetOut)
@blueprint.doc(security=BEARER)
def apply_template(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Fill an empty run-sheet from a template."""
    open_slot(Act.EDIT, slot_id)
    run_sheets.apply_template(slot_id, body["template"], right_now(), actor())
    return _sheet(slot_id)


@blueprint.route(f"{SHEET}/copy", methods=["POST"])
@blueprint.arguments(CopyIn)
@blueprint.response(200, SheetOut)
@blueprint.doc(security=BEARER)
def copy(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Fill an empty run-sheet with that of another time within reach."""
    open_slot(Act.EDIT, slot_id)
    if body["slot"] not in _copies(slot_id):
        raise errors.NotAChoice(field="slot", value=body["slot"][:20])
    run_sheets.copy_sheet(slot_id, body["slot"], right_now(), actor())
    return _sheet(slot_id)


@blueprint.route(f"{SHEET}/tasks", methods=["POST"])
@blueprint.arguments(TaskIn)
@blueprint.response(201, SheetOut)
@blueprint.doc(security=BEARER)
def add_task(body: dict[str, Any], slot_id: str) -> tuple[dict[str, Any], int]:
    """Add a task."""
    open_slot(Act.EDIT, slot_id)
    run_sheets.add_task(slot_id, _task_given(body, None), right_now(), actor())
    return _sheet(slot_id), 201


@blueprint.route(TASK)
class Task(MethodView):
    """One task."""

    @blueprint.arguments(TaskPatch)
    @blueprint.response(200, SheetOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str, task: str) -> Any:
        """Change what is named of a task."""
        open_slot(Act.EDIT, slot_id)
        row, seen = _task(slot_id, task), revision_seen()
        given_task = _task_given(body, row)
        stale = both_sides(
            lambda: run_sheets.change_task(slot_id, task, given_task, seen, now=right_now(), actor=actor()),
            body,
            lambda: TaskOut().dump(_task(slot_id, task)),
        )
        return stale or _sheet(slot_id)

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, slot_id: str, task: str) -> Response:
        """Take a task away."""
        open_slot(Act.EDIT, slot_id)
        seen = revision_seen()
        stale = both_sides(
            lambda: run_sheets.remove_task(slot_id, task, seen, right_now(), actor()),
            None,
            lambda: TaskOut().dump(_task(slot_id, task)),
        )
        return stale or Response(status=204)


@blueprint.route(f"{TASK}/shift", methods=["POST"])
@blueprint.arguments(ShiftIn)
@blueprint.response(200, SheetOut)
@blueprint.doc(security=BEARER)
def shift_task(body: dict[str, Any], slot_id: str, task: str) -> dict[str, Any]:
    """Put a task up or down among those due at the same moment."""
    open_slot(Act.EDIT, slot_id)
    run_sheets.shift_task(slot_id, task, body["way"], right_now())
    return _sheet(slot_id)


@blueprint.route(f"{TASK}/tick", methods=["POST"])
@blueprint.arguments(TickIn)
@blueprint.response(200, SheetOut)
@blueprint.doc(security=BEARER)
def tick_task(body: dict[str, Any], slot_id: str, task: str) -> dict[str, Any]:
    """Note that a task is done, or is not; whoever sees people may."""
    open_slot(Act.PEOPLE, slot_id)
    run_sheets.tick_task(slot_id, task, right_now(), actor(), is_done=body["is_done"])
    return _sheet(slot_id)


@blueprint.route(REHEARSALS)
class Rehearsals(MethodView):
    """The rehearsals of a time."""

    @blueprint.response(200, RehearsalsOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str) -> dict[str, Any]:
        """Read rehearsals, whom they are for, and whose connection was tested how."""
        open_slot(Act.PEOPLE, slot_id)
        return _rehearsals(slot_id)

    @blueprint.arguments(RehearsalIn)
    @blueprint.response(201, RehearsalsOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], slot_id: str) -> tuple[dict[str, Any], int]:
        """Add a rehearsal; whoever is invited gets a mail."""
        open_slot(Act.EDIT, slot_id)
        rehearsals.add_rehearsal(slot_id, _rehearsal_given(body, None), right_now(), actor())
        return _rehearsals(slot_id), 201


@blueprint.route(REHEARSAL, methods=["PATCH"])
@blueprint.arguments(RehearsalPatch)
@blueprint.response(200, RehearsalsOut)
@blueprint.doc(security=BEARER)
def change_rehearsal(body: dict[str, Any], slot_id: str, rehearsal: str) -> Any:
    """Move a rehearsal, or change whom it is for; whoever must know gets one mail."""
    open_slot(Act.EDIT, slot_id)
    row, seen = _rehearsal(slot_id, rehearsal), revision_seen()
    found = _rehearsal_given(body, row)
    stale = both_sides(
        lambda: rehearsals.change_rehearsal(slot_id, rehearsal, found, seen, now=right_now(), actor=actor()),
        body,
        lambda: RehearsalOut().dump(_rehearsal(slot_id, rehearsal)),
    )
    return stale or _rehearsals(slot_id)


@blueprint.route(f"{REHEARSAL}/cancel", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, RehearsalsOut)
@blueprint.doc(security=BEARER)
def cancel_rehearsal(body: dict[str, Any], slot_id: str, rehearsal: str) -> Any:
    """Call a rehearsal off; whoever was invited gets a mail."""
    open_slot(Act.EDIT, slot_id)
    _rehearsal(slot_id, rehearsal)
    seen = revision_seen()
    stale = both_sides(
        lambda: rehearsals.cancel_rehearsal(slot_id, rehearsal, seen, right_now(), actor()),
        None,
        lambda: RehearsalOut().dump(_rehearsal(slot_id, rehearsal)),
    )
    return stale or _rehearsals(slot_id)


@blueprint.route("/slots/<slot_id>/connections", methods=["POST"])
@blueprint.arguments(TestIn)
@blueprint.response(200, RehearsalsOut)
@blueprint.doc(security=BEARER)
def record_test(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Keep how somebody's connection was tested."""
    open_slot(Act.EDIT, slot_id)
    rehearsals.record_test(
        slot_id,
        body["person"],
        body["outcome"],
        body.get("parts", {}),
        remark=body.get("remark", ""),
        now=right_now(),
        actor=actor(),
    )
    return _rehearsals(slot_id)


def _sheet(slot_id: str) -> dict[str, Any]:
    owners = (*queries.staff_of(slot_id), *queries.panel_of(slot_id))
    return {"tasks": queries.tasks(slot_id), "owners": owners, "copies": _copies(slot_id)}


def _copies(slot_id: str) -> list[str]:
    """Name the times within reach whose sheets can be copied."""
    page, where = open_slot(Act.PEOPLE, slot_id), may_reach(Act.PEOPLE)
    return [
        one.slot_id
        for one in queries.other_sheets(slot_id)
        if where.covers(page.programme.slug, one.stream, one.partners)
    ]


def _task(slot_id: str, name: str) -> TaskRow:
    found = next((one for one in queries.tasks(slot_id) if one.id == name), None)
    if found is None:
        raise errors.NotFound()
    return found


def _task_given(body: dict[str, Any], row: TaskRow | None) -> TaskGiven:
    """Read a task: what is named, else as it stands."""
    amount, unit, side = offset_parts(row.minutes) if row else (0, "minutes", "before")
    owner = row.owner if row else None
    told = "" if row is None or row.reminders is None else ", ".join(map(str, row.reminders or (0,)))
    return TaskGiven(
        title=body.get("title", row.title if row else ""),
        kind=body.get("kind", row.kind if row else "task"),
        amount=str(body.get("amount", amount)),
        unit=body.get("unit", unit),
        side=body.get("side", side),
        owner=body.get("owner", owner.ref if owner else ""),
        owner_name=body.get("owner_name", owner.name if owner and owner.ref == queries.OTHER else ""),
        owner_email=body.get("owner_email", ""),
        notes=body.get("notes", row.notes if row else ""),
        reminders=body.get("reminders", told),
        key=row.key if row and "title" not in body else None,
    )


def _rehearsals(slot_id: str) -> dict[str, Any]:
    guests = (*queries.staff_of(slot_id), *queries.panel_of(slot_id))
    return {
        "rehearsals": queries.rehearsals(slot_id),
        "guests": guests,
        "connections": queries.connections(slot_id),
    }


def _rehearsal(slot_id: str, name: str) -> RehearsalRow:
    found = next((one for one in queries.rehearsals(slot_id) if one.id == name), None)
    if found is None:
        raise errors.NotFound()
    return found


def _rehearsal_given(body: dict[str, Any], row: RehearsalRow | None) -> RehearsalGiven:
    """Read a rehearsal: what is named, else as it stands."""
    return RehearsalGiven(
        local_start=wall_time(body["local_start"])
        if "local_start" in body or row is None
        else row.local_start,
        zone=body.get("zone", row.zone if row else ""),
        minutes=str(body.get("minutes", row.minutes if row else 45)),
        address=body.get("address", row.address if row else ""),
        guests=body.get("guests", [one.ref for one in row.guests] if row else []),
        note=body.get("note", row.note if row else ""),
        fold=fold_of(body),
    )
