"""Recordings and documents of a programme: who has not answered, how recordings stand, and which links are broken."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from meetings.domain.feeds import Trouble
from meetings.domain.permissions import Act
from meetings.formats.times import language_name
from meetings.queries import desk_files as queries
from meetings.queries.desk import programme as programme_of
from meetings.queries.desk import sessions
from meetings.queries.desk_files import BrokenRow, StandingRow
from meetings.web.desk.access import Moment, at_desk, open_here
from meetings.web.desk.account import moment_words
from meetings.web.desk.foreign_words import trouble_words
from meetings.web.desk.recordings_words import state_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_kept", __name__)


@blueprint.get(f"/{LANG}/desk/<programme>/recordings")
def show(lang: str, programme: str) -> str:
    """Show whose answer is missing before a time begins, how recordings stand, and where links lead nowhere."""
    shown = programme_of(programme)
    where, moment = open_here(Act.SEE, programme), at_desk(shown)
    return render_template(
        "desk/kept.html",
        programme=shown,
        silent=[
            (one, _at(one.starts_at, moment)) for one in queries.silent_before(programme, where, moment.now)
        ],
        standing=[_standing(one, moment) for one in queries.standing(programme, where)],
        broken=[_broken(one, moment) for one in queries.broken(programme, where)],
        sessions=[(one.slug, one.title) for one in sessions(programme, where)],
    )


def _at(at: datetime, moment: Moment) -> str:
    return moment_words(at, moment)


def _standing(one: StandingRow, moment: Moment) -> dict[str, Any]:
    return {
        "row": one,
        "when": _at(one.starts_at, moment),
        "language": language_name(one.language, moment.reader.language),
        "state": state_words(one.state),
        "where": _("kept here") if one.is_kept else _("elsewhere"),
    }


def _broken(one: BrokenRow, moment: Moment) -> dict[str, Any]:
    return {
        "row": one,
        "since": _("since %(when)s", when=_at(one.since, moment)),
        "why": trouble_words(Trouble(one.why), one.value) if one.why in set(Trouble) else "",
        "language": language_name(one.language, moment.reader.language),
    }
