"""Attendance files of a programme and of a time: what was brought, how it stands, and the form that brings one more."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.attendance import Answers, FileRead
from meetings.domain.attendance_places import check_file_zone
from meetings.domain.codes import ImportState
from meetings.domain.permissions import Act, reach
from meetings.domain.programmes import Placed, place_names
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.formats.attendance_file import read_attendance
from meetings.formats.times import SlotWords, word_slot
from meetings.queries import attendance as queries
from meetings.queries import desk
from meetings.queries.attendance_files import FileAsked, FileRow, file_of, files, numbers
from meetings.queries.attendance_review import waiting_number
from meetings.queries.desk import SlotPage
from meetings.services import attendance as services
from meetings.web.desk.access import Moment, at_desk, may_on, open_here, open_slot, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.attendance_shown import file_page, number_lines
from meetings.web.desk.attendance_words import layout_words, state_words
from meetings.web.desk.overview import slot_line
from meetings.web.desk.people import page_asked
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_attendance", __name__)
ADDRESS = f"/{LANG}/desk/slot/<slot_id>/attendance"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list, in words."""

    file: FileRow
    state: str
    layout: str
    time: SlotWords
    kept: str


@blueprint.get(f"/{LANG}/desk/<programme>/attendance")
def in_programme(lang: str, programme: str) -> str:
    """Show the attendance files of a programme, narrowed by state and by words of name or title."""
    shown = desk.programme(programme)
    where = open_here(Act.PEOPLE, programme)
    moment = at_desk(shown)
    asked = FileAsked(**{name: request.args.get(name, "").strip()[:LONGEST] for name in ("state", "text")})
    if asked.state not in ("", *ImportState):
        asked = FileAsked(text=asked.text)
    found = files(programme, where, asked, page_asked())
    return render_template(
        "desk/attendance.html",
        programme=shown,
        pages=found,
        lines=file_lines(found.files, shown, moment),
        asked=asked,
        address=urlencode([pair for pair in (("state", asked.state), ("text", asked.text)) if pair[1]]),
        states=[(str(one), state_words(one)) for one in ImportState],
        waiting=waiting_number(programme, where),
    )


@blueprint.get(ADDRESS)
def of_slot(lang: str, slot_id: str) -> Response:
    """Show who was there at a time in numbers, the files they come from, and the form for one more."""
    return _page(open_slot(Act.PEOPLE, slot_id))


@blueprint.post(ADDRESS)
def bring(lang: str, slot_id: str) -> AnyResponse:
    """Keep a file to be looked at; the same again is the same, and one of which nothing can be read is refused."""
    page, holder = open_slot(Act.EDIT, slot_id), staff()
    moment = at_desk(page.programme)
    try:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise errors.Missing(field="file")
        raw, answers = file.read(), Answers()
        read = read_near(raw, slot_id, answers)
        zone, wrong = _typed_zone()
        given = services.FileGiven(file_name(file.filename), raw, zone, answers)
        import_id = services.keep_file(given, read, slot_id, moment.now, holder.actor)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(page, refusal)
    kept = file_of(import_id)
    if wrong:
        return make_response(file_page(kept, page, errors.UnknownZone(field="zone", value=wrong)), 422)
    done = "kept" if kept.created_at == moment.now else "same"
    return redirect(f"/{lang}/desk/attendance/{import_id}?done={done}#done", 303)


def read_near(raw: bytes, slot_id: str, answers: Answers) -> FileRead:
    """Read a file of a slot, whose day may say what comes first in dates.

    Raises: NotFound; what `read_attendance` raises, with field `file`.
    """
    slot = queries.slot_asked(slot_id)
    return read_attendance(raw, to_local(slot.starts_at, slot.zone).date(), answers)


def file_name(given: str) -> str:
    """Give the name of a file without what no name has."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return "".join(one if one.isprintable() else " " for one in last).strip()[:LONGEST] or "file"


def file_lines(found: Iterable[FileRow], programme: Placed, moment: Moment) -> list[FileLine]:
    """Word files in a list."""
    reader = moment.reader
    return [
        FileLine(
            file=one,
            state=state_words(one.state),
            layout=layout_words(one.layout),
            time=word_slot(
                one.starts_at,
                one.minutes,
                one.slot_zone,
                reader.zone,
                reader.language,
                place_names(programme, one.slot_zone),
            ),
            kept=moment_words(one.created_at, moment),
        )
        for one in found
    ]


def _typed_zone() -> tuple[str, str]:
    """Give the zone that was typed; or nothing, and what was typed, so that the file is kept although it is wrong."""
    typed = request.form.get("zone", "").strip()[:LONGEST]
    try:
        return (check_file_zone(typed) if typed else ""), ""
    except errors.UnknownZone:
        return "", typed


def _page(page: SlotPage, refusal: errors.Refused | None = None) -> Response:
    moment = at_desk(page.programme)
    where = reach(staff(), Act.PEOPLE)
    slot, programme = queries.slot_asked(page.slot.id), page.programme
    found = files(programme.slug, where, FileAsked(slot=slot.id), page_asked())
    facts: dict[str, Any] = {
        "shown": page,
        "line": slot_line(page.slot, programme, moment),
        "pages": found,
        "lines": file_lines(found.files, programme, moment),
        "numbers": number_lines(numbers(slot.session_id, moment.now)),
        "waiting": waiting_number(programme.slug, where, slot.id),
    }
    html = render_template(
        "desk/attendance_slot.html",
        programme=programme,
        **facts,
        may_edit=may_on(Act.EDIT, page),
        most=current_app.config["UPLOAD_MB"],
        zone_typed=request.form.get("zone", "")[:LONGEST],
        problem={"field": refusal.field, "words": sentence(refusal)} if refusal else None,
    )
    return make_response(html, refusal.status if refusal else 200)
