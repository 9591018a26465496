"""The list of speakers at the desk: kept while the meeting is held, and afterwards as a record and a sheet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.formats.sheets import xlsx_bytes
from meetings.queries.desk import SlotPage
from meetings.queries.live.floor import Entry, floor_of
from meetings.web.desk.access import at_desk, may_on, open_slot, staff
from meetings.web.live import floor_chair
from meetings.web.live.floor_chair import Chair
from meetings.web.live.floor_words import behalf_words, item_words, kind_words, state_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_floor", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/floor/<slot>"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot: str) -> Response:
    """Show who has the floor, who waits, who was cut off, and what was said; or only what changed of it."""
    return floor_chair.show(_chair(_here(Act.PEOPLE, programme, slot)))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str, slot: str) -> AnyResponse:
    """Give the floor on, or change the list; what was refused comes back as it was typed."""
    chair = _chair(_here(Act.EDIT, programme, slot))
    done = floor_chair.act(chair)
    return redirect(f"{chair.here}#floor", 303) if isinstance(done, str) else done


@blueprint.get(f"{ADDRESS}/record")
def record(lang: str, programme: str, slot: str) -> Response:
    """Give the list as a sheet: who spoke how long, on whose behalf, and who was cut off."""
    _here(Act.PEOPLE, programme, slot)
    found = floor_of(slot)
    head = (
        _("Name"),
        _("On behalf of"),
        _("Kind"),
        _("Item of the agenda"),
        _("State"),
        _("Time of request"),
        _("Began"),
        _("Ended"),
        _("Seconds"),
        _("Limit in seconds"),
        _("Cut off"),
        _("Moved by the chair"),
        _("Receipts"),
    )
    rows = [_row(one, lang) for one in _in_time(found.entries)]
    answer = Response(xlsx_bytes(_("List of speakers"), head, rows), content_type=SHEET_TYPE)
    name = f"{found.session}-speakers-{found.starts_at:%Y-%m-%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _in_time(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.began_at is None, one.began_at or one.asked_at, one.id))


def _row(one: Entry, lang: str) -> tuple[Any, ...]:
    return (
        choose(one.names, lang)[0] if one.names else one.name,
        behalf_words(one),
        kind_words(one.kind),
        item_words(one.item, lang) if one.item else "",
        state_words(one.state),
        _whole(one.asked_at),
        _whole(one.began_at),
        _whole(one.ended_at),
        one.spoken_seconds,
        one.limit_seconds,
        _("yes") if one.was_cut else "",
        _("yes") if one.is_moved else "",
        ", ".join(each.number for each in one.receipts),
    )


def _whole(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None


def _here(act: Act, programme: str, slot: str) -> SlotPage:
    """Give a time of a programme, if whoever is signed in may do this.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    page = open_slot(act, slot)
    if page.programme.slug != programme:
        raise NotFound()
    return page


def _chair(page: SlotPage) -> Chair:
    moment = at_desk(page.programme)
    desk = f"/{moment.reader.language}/desk"
    return Chair(
        slot_id=page.slot.id,
        actor=staff().actor,
        programme=page.programme,
        reader=moment.reader,
        now=moment.now,
        here=f"{desk}/{page.programme.slug}/floor/{page.slot.id}",
        back=f"{desk}/slot/{page.slot.id}",
        template="desk/live/floor.html",
        may_edit=may_on(Act.EDIT, page),
        is_desk=True,
    )
