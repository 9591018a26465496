"""Where the numbers of one time come from: which source counts, and of whom two of them say different things."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, render_template
from flask_babel import gettext as _

from meetings.domain.live.told import PLATFORMS, Platform
from meetings.domain.permissions import Act
from meetings.formats.times import full_day_words, hour_words
from meetings.queries.desk import SlotPage
from meetings.queries.live.told import SourceRow, slot_differences, sources
from meetings.web.desk.access import Moment, at_desk, may_on, open_slot
from meetings.web.desk.overview import slot_line
from meetings.web.pages import LANG

blueprint = Blueprint("desk_sources", __name__)
SHOWN: Final = 300
NAMES: Final = {Platform.ZOOM: "Zoom", Platform.BIGBLUEBUTTON: "BigBlueButton"}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in words; `last` is when its platform last told something."""

    row: SourceRow
    name: str
    state: str
    last: str


@blueprint.get(f"/{LANG}/desk/slot/<slot_id>/sources")
def show(lang: str, slot_id: str) -> str:
    """Show where rows of a time come from, and of whom a platform told something else than its report."""
    page = open_slot(Act.PEOPLE, slot_id)
    moment = at_desk(page.programme)
    found = slot_differences(slot_id)
    return render_template(
        "desk/sources.html",
        programme=page.programme,
        shown=page,
        line=slot_line(page.slot, page.programme, moment),
        sources=source_lines(page, moment),
        more=max(0, len(found) - SHOWN),
        differences=[
            {"name": one.name, "told": _minutes(one.told), "reported": _minutes(one.reported)}
            for one in found[:SHOWN]
        ],
    )


def source_lines(page: SlotPage, moment: Moment) -> list[SourceLine]:
    """Word where rows of a time come from; nothing for whoever may not see figures or people."""
    if not (may_on(Act.FIGURES, page) or may_on(Act.PEOPLE, page)):
        return []
    return [_line(one, moment) for one in sources(page.slot.id)]


def _line(row: SourceRow, moment: Moment) -> SourceLine:
    words: dict[str, Any] = {
        "door": _("Joined by our links"),
        "room": _("Noted by others in the room"),
        "import": row.file,
        **{platform: _("%(name)s, as it happened", name=NAMES[platform]) for platform in PLATFORMS},
    }
    return SourceLine(row, words.get(row.source, row.source), _state(row), _last(row, moment))


def _state(row: SourceRow) -> str:
    if row.source in PLATFORMS:
        return _("Counts until its report does") if row.counts else _("Stands behind the report")
    return _("Counts") if row.file else _("Counts where nothing else is known of somebody")


def _last(row: SourceRow, moment: Moment) -> str:
    if row.last_at is None:
        return ""
    zone, lang = moment.reader.zone, moment.reader.language
    return f"{full_day_words(row.last_at, zone, lang)} {hour_words(row.last_at, zone, lang)}"


def _minutes(length: timedelta | None) -> str:
    return "–" if length is None else str(round(length.total_seconds() / 60))
