"""The public programme of a conference, and its agenda."""

from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from meetings.domain.codes import Admission
from meetings.domain.cop.conferences import Live
from meetings.domain.seasons import ends_at
from meetings.queries.cop.documents import papers
from meetings.queries.cop.programme import ConferenceShown, conference
from meetings.queries.report_copies import has_copies
from meetings.web.caching import keep_not, kept
from meetings.web.cop.agenda_words import agenda_lines, decision_lines
from meetings.web.cop.programme_words import (
    Part,
    conference_facts,
    in_streams,
    parts_of,
    status_words,
    without_repeats,
)
from meetings.web.embed import snippet
from meetings.web.json_ld import conference_event
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.sessions import any_inferred, feeds, others_words, printed_words, title_in
from meetings.web.timetable import Desk

blueprint = Blueprint("cop_programme", __name__)
QUARTER: Final = timedelta(minutes=15)


def conference_page(slug: str, lang: str) -> str | Response:
    """Render a conference's programme, narrowed to one stream where the address asks so."""
    found = _found(slug)
    desk = Desk(found.programme, settle_reader(found.programme), datetime.now(UTC))
    base, chosen = f"/{lang}/{slug}/", request.args.get("stream")
    if chosen and chosen not in {one.slug for one in found.streams}:
        return redirect(base)
    if _changes_soon(found, desk.now):
        keep_not()
    parts = without_repeats(parts_of(found, desk, chosen), bool(chosen))
    lead = " · ".join(one.lead for one in parts if one.lead)
    return render_template(
        "cop/programme.html",
        programme=found.programme,
        lead=lead,
        summary=lead,
        events=conference_event(found, lead, desk),
        facts=[] if chosen else conference_facts(found, desk),
        parts=parts,
        now=_now(parts),
        status_words=status_words,
        streams=in_streams(found, base),
        chosen=chosen,
        total=len(found.meetings),
        address=base,
        is_nominated=found.programme.admission == Admission.ACCREDITATION and _is_to_come(found, desk.now),
        feeds=feeds(f"/calendars/{slug}.ics", title_in(found.programme.title, lang)),
        embed=snippet(found.programme, lang, chosen),
        report_address=f"{base}report" if has_copies(slug) else None,
        printed=printed_words(desk),
        any_inferred=any(any_inferred(one.session) for one in found.meetings),
        **others_words(found.others, lang),
    )


@blueprint.get(f"/{LANG}/<programme>/agenda")
@kept
def agenda(lang: str, programme: str) -> str:
    """Show the agenda of a conference: each item with its documents and where it is taken up; and what was decided."""
    found = _found(programme)
    desk = Desk(found.programme, settle_reader(found.programme), datetime.now(UTC))
    shown = papers(found.programme, lambda stands: stands.is_public(desk.now))
    items, decisions = agenda_lines(found, shown, desk), decision_lines(found)
    return render_template(
        "cop/agenda.html",
        programme=found.programme,
        items=items,
        decisions=decisions,
        address=f"/{lang}/{programme}/",
        any_inferred=any(one.inferred for one in items) or any(one.inferred for one in decisions),
        printed=printed_words(desk),
    )


def _found(slug: str) -> ConferenceShown:
    found = conference(slug)
    if found is None:
        abort(404)
    return found


def _now(parts: list[Part]) -> list[tuple[str, list[object]]]:
    """Give what goes on and what is next, for the top of the page."""
    lines = [line for part in parts for day in part.days for column in day.columns for line in column.lines]
    groups = [(status, [one for one in lines if one.status is status]) for status in (Live.NOW, Live.NEXT)]
    return [(status_words(status), list(group)) for status, group in groups if group]


def _is_to_come(found: ConferenceShown, now: datetime) -> bool:
    return any(one.ends_on >= now.date() for one in found.segments)


def _changes_soon(found: ConferenceShown, now: datetime) -> bool:
    """Say whether a meeting begins or ends within the quarter-hour for which a page is kept."""
    end = now + QUARTER
    return any(
        now < moment < end
        for one in found.meetings
        for slot in one.session.slots
        for moment in (slot.starts_at, ends_at(slot))
    )
