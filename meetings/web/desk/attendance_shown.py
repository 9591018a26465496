"""The page of one attendance file: how it was read, what is asked, who was there, and the numbers before and after."""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from json import dumps
from typing import Any, Final

from flask import current_app, render_template, request
from flask_babel import gettext as _

from meetings.domain.attendance import COLUMNS, UNTIL_SLOT, FileRead, Stay
from meetings.domain.attendance_matching import Match
from meetings.domain.attendance_preview import Preview, SlotAsked
from meetings.domain.attendance_review import role_in
from meetings.domain.codes import ImportState
from meetings.domain.errors import Refused
from meetings.domain.permissions import Act, reach
from meetings.domain.programmes import place_names
from meetings.domain.statistics import Stretch
from meetings.domain.zones import to_local
from meetings.formats.attendance_file import read_attendance
from meetings.formats.times import word_slot
from meetings.queries.attendance import look, slot_asked
from meetings.queries.attendance_files import OneFile, numbers, numbers_with, other_times, stored_stays
from meetings.queries.attendance_review import waiting_number
from meetings.queries.desk import SlotPage
from meetings.web.desk.access import Moment, at_desk, may_on, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.attendance_people import listed, of_preview, of_store, stated
from meetings.web.desk.attendance_typed import COLUMN
from meetings.web.desk.attendance_words import (
    column_words,
    delimiter_words,
    encoding_words,
    layout_words,
    note_words,
    order_words,
    problem_line,
    state_words,
    why_out_words,
    zone_from_words,
)
from meetings.web.desk.overview import slot_line
from meetings.web.errors import sentence

MAPPED: Final = ("unknown", "by_hand", "table")
MISPLACED: Final = ("no_overlap", "zone_doubtful")


def file_page(file: OneFile, page: SlotPage, refusal: Refused | None = None) -> str:
    """Show a file, and where something was refused, what was typed with the reason."""
    moment, slot = at_desk(page.programme), slot_asked(page.slot.id)
    is_open = file.state == ImportState.PREVIEW
    facts = _looked_at(file, page, slot, moment) if is_open else _stored(file, slot, moment)
    return render_template(
        "desk/attendance_file.html",
        programme=page.programme,
        shown=page,
        line=slot_line(page.slot, page.programme, moment),
        file=file,
        state=state_words(file.state),
        kept=moment_words(file.created_at, moment),
        counted=moment_words(file.committed_at, moment),
        withdrawn=moment_words(file.withdrawn_at, moment),
        seen=mark(file),
        given=request.form if refusal else {},
        problem={"field": refusal.field, "words": _refused_words(refusal)} if refusal else None,
        may_edit=may_on(Act.EDIT, page),
        done=_done_words(request.args.get("done", "")),
        size=_size(len(file.raw)),
        **facts,
    )


def mark(file: OneFile) -> str:
    """Give by what it is known whether somebody answered otherwise since a page was made."""
    said = dumps([file.zone, file.answers.as_json()], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:16]


def _looked_at(file: OneFile, page: SlotPage, slot: SlotAsked, moment: Moment) -> dict[str, Any]:
    read = read_attendance(file.raw, to_local(slot.starts_at, slot.zone).date(), file.answers)
    looked = look(read, slot.id, file.zone, file.answers, keys=current_app.extensions["outside"].keys)
    where, codes = reach(staff(), Act.PEOPLE), {one.code for one in looked.problems}
    people = listed(of_preview(looked, slot), None, where, moment) if looked.stays else stated(read, moment)
    more = _stretches(file.id, looked, slot)
    before, after = numbers_with(slot.session_id, moment.now, more, slot.id, read.layout)
    return {
        "read": _read_facts(read, file) | _zone_facts(looked, slot),
        "problems": [problem_line(one, moment) for one in looked.problems],
        "codes": codes,
        "notes": [note_words(one) for one in looked.notes],
        "people": people,
        "out": _out(read),
        "columns": _columns(read, file) if read.layout in MAPPED else [],
        "column_choices": [(one, column_words(one)) for one in COLUMNS],
        "numbers": _beside(before, after),
        "others": _others(looked, slot, page, moment) if codes & {*MISPLACED} else [],
        "until_slot": UNTIL_SLOT,
        "is_mapped": read.layout in ("unknown", "by_hand"),
    }


def _stored(file: OneFile, slot: SlotAsked, moment: Moment) -> dict[str, Any]:
    where = reach(staff(), Act.PEOPLE)
    people = listed(of_store(stored_stays(file.id)), slot.ends_at, where, moment)
    counts = file.state == ImportState.COMMITTED
    before = numbers(slot.session_id, moment.now)
    after = numbers(slot.session_id, moment.now, file.id) if counts else before
    return {
        "read": {
            "layout": layout_words(file.layout),
            "encoding": encoding_words(file.encoding),
            "zone": file.zone,
        },
        "people": people,
        "numbers": _beside(before, after),
        "waiting": waiting_number(slot.programme, where, slot.id) if counts else 0,
    }


def _read_facts(read: FileRead, file: OneFile) -> dict[str, Any]:
    """Word how a file was read; of dates only where their order was in doubt."""
    is_said = bool(file.answers.order) or any(one.code == "order_guessed" for one in read.notes)
    return {
        "layout": layout_words(read.layout),
        "encoding": encoding_words(read.encoding),
        "delimiter": delimiter_words(read.delimiter),
        "order": order_words(read.order) if is_said else "",
    }


def _zone_facts(looked: Preview, slot: SlotAsked) -> dict[str, Any]:
    return {"zone": looked.zone, "zone_from": zone_from_words(looked.zone_from), "slot_zone": slot.zone}


def _out(read: FileRead) -> list[tuple[str, int]]:
    return [(why_out_words(why), number) for why, number in Counter(one.why for one in read.out).items()]


def _columns(read: FileRead, file: OneFile) -> list[dict[str, Any]]:
    """Give each heading with the first of what stands below, and what somebody said it is."""
    said = {heading: column for column, heading in file.answers.columns.items()}
    found, there = [], set[str]()
    for place, heading in enumerate(read.headings):
        if not heading or heading in there:
            continue
        there.add(heading)
        name = COLUMN + heading
        found.append(
            {
                "heading": heading,
                "name": name,
                "first": [row[place] for row in read.sample if place < len(row) and row[place]],
                "chosen": request.form.get(name, "") if name in request.form else said.get(heading, ""),
            }
        )
    return found


def _stretches(import_id: str, looked: Preview, slot: SlotAsked) -> Iterator[Stretch]:
    for stay, found in zip(looked.stays, looked.matches, strict=True):
        yield _stretch(import_id, stay, found, slot)


def _stretch(import_id: str, stay: Stay, found: Match, slot: SlotAsked) -> Stretch:
    person = found.known.person_id if found.known else None
    return Stretch(
        slot_id=slot.id,
        person_id=person,
        joined_at=stay.joined_at,
        left_at=stay.left_at,
        door=False,
        role=found.role or role_in(stay.row.role, person, slot.panel),
        country=found.known.country if found.known else None,
        file=import_id,
        row_key="" if person else stay.row.address or stay.row.name,
    )


def number_lines(counted: Mapping[str, float | None]) -> list[tuple[str, str]]:
    """Word the numbers of a session."""
    words = {
        "attendances": _("Attendances"),
        "participants": _("Participants"),
        "unidentified": _("Not identified"),
        "countries": _("Countries"),
    }
    return [(words[name], _number(counted[name])) for name in words]


def _beside(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    pairs = zip(number_lines(before), number_lines(after), strict=True)
    return [(words, first, second) for (words, first), (_words, second) in pairs]


def _number(value: float | None) -> str:
    return _("not recorded") if value is None else str(int(value))


def _others(looked: Preview, slot: SlotAsked, page: SlotPage, moment: Moment) -> list[dict[str, Any]]:
    """Give the times that the rows fit, of those that whoever looks may edit."""
    reader = moment.reader
    found = other_times(slot.id, looked.stays, reach(staff(), Act.EDIT))
    return [
        {
            "id": one.id,
            "session": one.session,
            "words": word_slot(
                one.starts_at,
                one.minutes,
                one.zone,
                reader.zone,
                reader.language,
                place_names(page.programme, one.zone),
            ).own,
        }
        for one in found
    ]


def _size(number: int) -> str:
    kilobytes = max(1, round(number / 1000))
    if kilobytes < 1000:
        return _("%(size)d kB", size=kilobytes)
    return _("%(size)d MB", size=max(1, round(number / 1_000_000)))


def _refused_words(refusal: Refused) -> str:
    if refusal.field == "columns" and refusal.code == "missing":
        return _("Please say which column holds a name or an address, and which the time of joining.")
    if refusal.field == "columns" and refusal.code == "taken":
        return _("Two columns cannot be the same. Please choose each once.")
    if refusal.code == "stale":
        return _("Somebody answered otherwise in the meantime. Please look at the file again.")
    return sentence(refusal)


def _done_words(done: str) -> str:
    return {
        "kept": _("The file is kept. It does not count yet."),
        "same": _("This file is here already; nothing changed."),
        "looked": _("Looked at again with what you answered."),
        "committed": _("The file counts."),
        "withdrawn": _("Withdrawn: every number is as it was before the file."),
    }.get(done, "")
