"""All warnings about a season on one page, with the times they are about."""

from typing import Final

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from meetings.domain.permissions import Act
from meetings.domain.warnings import Kind
from meetings.queries.desk import programme as programme_row
from meetings.web.desk.access import at_desk, open_here
from meetings.web.desk.warnings import worded_warnings
from meetings.web.pages import LANG

blueprint = Blueprint("desk_warnings", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/warnings"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> str:
    """Show what is in the way of a season's times, all of it or of one kind, and what was checked without a find."""
    where = open_here(Act.SEE, programme)
    found = programme_row(programme)
    shown = worded_warnings(found, where, at_desk(found))
    wanted = request.args.get("kind", "")
    counts = {str(kind): sum(line.kind == kind for line in shown.lines) for kind in Kind}
    counts[Kind.CLOCKS] = len(shown.clocks)
    return render_template(
        "desk/warnings.html",
        programme=found,
        shown=shown,
        lines=[line for line in shown.lines if wanted in ("", line.kind)],
        clocks=shown.clocks if wanted in ("", Kind.CLOCKS) else (),
        kinds=[(kind, words, counts[kind]) for kind, words in _kinds() if counts[kind]],
        wanted=wanted if counts.get(wanted) else "",
    )


def _kinds() -> list[tuple[Kind, str]]:
    return [
        (Kind.PANELIST, _("Panellists")),
        (Kind.ROOM, _("Rooms")),
        (Kind.PLATFORM, _("Addresses of meetings")),
        (Kind.FOREIGN, _("Other meetings")),
        (Kind.HOLIDAY, _("Days off")),
        (Kind.NIGHT, _("Night")),
        (Kind.CLOCKS, _("Clocks change")),
    ]
