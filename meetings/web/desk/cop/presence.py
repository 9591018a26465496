"""Presence at a conference: by meeting and by delegation, the Parties among it, and all of it as a sheet."""

from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from meetings.domain.cop.collation import order_key
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.formats.languages import marked
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import word_slot
from meetings.queries.cop.presence_page import DelegationRow, MeetingRow, Member, PresencePage, presence_page
from meetings.web.cop.words import MODES, RIGHTS, ROLES, region_words
from meetings.web.desk.cop.segments_here import Here, open_segment
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG
from meetings.web.timetable import state_words

blueprint = Blueprint("desk_cop_presence", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/presence"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog", "")


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show who is and was in the meetings of a segment, by meeting and by delegation."""
    here = open_segment(programme, Act.PEOPLE, changes=Act.ACCREDIT)
    found = presence_page(here.segment.id, here.moment.now) if here.segment else None
    html = render_template(
        "desk/cop/presence.html",
        programme=here.programme,
        here=here,
        found=found,
        meetings=[_meeting(one, here) for one in found.meetings] if found else [],
        delegations=[_delegation(one, here) for one in _in_order(found, here)] if found else [],
        groups=_groups(found) if found else [],
        counts=_counts(found) if found else [],
    )
    return make_response(html)


@blueprint.get(f"{ADDRESS}.xlsx")
def sheet(lang: str, programme: str) -> Response:
    """Give a row a person: of which delegation, in how many meetings they were, and where they are now."""
    here = open_segment(programme, Act.PEOPLE, changes=Act.ACCREDIT)
    found = presence_page(here.segment.id, here.moment.now) if here.segment else None
    head = (
        _("Delegation"),
        _("Code"),
        _("Regional group"),
        _("Category"),
        _("Name"),
        _("Role"),
        _("Rights"),
        _("Takes part"),
        _("Meetings"),
        _("Minutes"),
        _("Is in now"),
        _("Checked in today"),
    )
    rows = [
        _row(one, each, here) for one in (_in_order(found, here) if found else ()) for each in one.members
    ]
    answer = Response(xlsx_bytes(_("Presence"), head, rows), content_type=SHEET_TYPE)
    name = f"{programme}-presence-{here.moment.now:%Y-%m-%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _in_order(found: PresencePage, here: Here) -> Iterable[DelegationRow]:
    """Put States before bodies, each in the order of the reader's language."""
    lang = here.moment.reader.language
    key = lambda one: (one.party is None, order_key(choose(one.names, lang)[0], lang))  # noqa: E731
    return sorted(found.delegations, key=key)


def _row(one: DelegationRow, member: Member, here: Here) -> tuple[Any, ...]:
    lang = here.moment.reader.language
    return (
        choose(one.names, lang)[0],
        one.party or "",
        region_words(one.region) if one.party else "",
        category_words(one.category),
        member.name,
        ROLES[member.role](),
        RIGHTS[member.rights](),
        MODES[member.mode](),
        member.meetings,
        member.minutes,
        choose(member.in_now, lang)[0] if member.in_now else "",
        member.is_here,
    )


def _meeting(one: MeetingRow, here: Here) -> dict[str, Any]:
    reader = here.moment.reader
    return {
        "it": one,
        "when": word_slot(one.starts_at, one.minutes, one.zone, reader.zone, reader.language, {}).own,
        "state": state_words(one.state),
    }


def _delegation(one: DelegationRow, here: Here) -> dict[str, Any]:
    lang = here.moment.reader.language
    return {
        "it": one,
        "group": region_words(one.region) if one.party else category_words(one.category),
        "members": [
            {
                "it": member,
                "role": ROLES[member.role](),
                "right": RIGHTS[member.rights](),
                "where": marked(member.in_now, lang)
                if member.in_now
                else (_("At the venue today") if member.is_here else ""),
            }
            for member in one.members
        ],
    }


def _groups(found: PresencePage) -> list[tuple[str, int, int, int]]:
    """Count Parties by regional group: with a delegation, present now, and present in a meeting that is over."""
    rows = []
    for group in GROUPS:
        mine = [one for one in found.delegations if one.is_party and one.region == group]
        if mine:
            now = sum(one.party in found.present for one in mine)
            rows.append((region_words(group), len(mine), now, sum(one.was_in > 0 for one in mine)))
    return rows


def _counts(found: PresencePage) -> list[tuple[str, str]]:
    """Give the counts of the report over these meetings; what nobody recorded has none."""
    words = {
        "attendances": _("Attendances"),
        "participants": _("Participants"),
        "countries": _("Countries"),
        "parties": _("Parties"),
        "unidentified": _("Not identified"),
    }
    shown = {name: "–" if value is None else str(int(value)) for name, value in found.counts.items()}
    return [(words[name], shown[name]) for name in words]
