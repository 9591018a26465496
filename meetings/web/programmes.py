"""The public calendar of a season and the page of a session."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from meetings.domain.codes import ProgrammeKind
from meetings.formats import times
from meetings.formats.json_ld import shortened
from meetings.queries import programmes as queries
from meetings.queries.certificate_grounds import was_anybody_seen
from meetings.queries.programmes import CalendarShown
from meetings.queries.report_copies import has_copies
from meetings.web.caching import kept
from meetings.web.cop.meeting_words import meeting_of, meeting_words
from meetings.web.cop.programme import conference_page
from meetings.web.embed import snippet
from meetings.web.indexing import stands_at
from meetings.web.json_ld import season_series, session_events, summary_of
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.recordings import recording_words
from meetings.web.search import keep_text, narrowed
from meetings.web.sessions import (
    any_inferred,
    feeds,
    figure_words,
    others_words,
    printed_words,
    session_words,
    title_in,
)
from meetings.web.timetable import Desk, Group, coming_and_held

blueprint = Blueprint("programmes", __name__)


@blueprint.get(f"/{LANG}/")
@kept
def current(lang: str) -> str | Response:
    """Show the season that is running, or the next, or the last."""
    programme = queries.current_programme(datetime.now(UTC).date())
    if programme is None:
        settle_reader()
        return render_template("public/none.html")
    return season_page(programme.slug, lang)


@blueprint.get(f"/{LANG}/<programme>/")
@kept
def season(lang: str, programme: str) -> str | Response:
    """Show the calendar of a season: coming, then held."""
    return season_page(programme, lang)


@blueprint.get(f"/{LANG}/<programme>/<session>/")
@kept
def session_page(lang: str, programme: str, session: str) -> str:
    """Show a session: its times, what it is about, panel, documents, recordings, and the way to register."""
    found = queries.session_page(programme, session)
    if found is None:
        abort(404)
    shown, topic, figures = found
    meeting = meeting_of(shown, topic)
    shown = meeting.placed(shown) if meeting else shown
    desk = Desk(shown, settle_reader(shown), datetime.now(UTC))
    words = session_words(topic, figures, desk) | recording_words(topic, desk.reader)
    words |= meeting_words(meeting, desk) if meeting else {}
    return render_template(
        "public/session.html",
        **words,
        is_certified=not topic.cancelled and was_anybody_seen(programme, session, desk.now),
        summary=shortened(summary_of(topic, desk)),
        events=session_events(topic, meeting, desk),
    )


def season_page(slug: str, lang: str) -> str | Response:
    """Render a season's calendar, or a conference's programme, narrowed to one stream where the address asks so."""
    stands_at(f"/{slug}/")
    if queries.kind_of(slug) == ProgrammeKind.CONFERENCE:
        return conference_page(slug, lang)
    found = queries.calendar(slug)
    if found is None:
        abort(404)
    desk = Desk(found.programme, settle_reader(found.programme), datetime.now(UTC))
    chosen = request.args.get("stream")
    if chosen and chosen not in {stream.slug for stream in found.streams}:
        return redirect(f"/{lang}/{slug}/")
    shown, box = narrowed(found, lang)
    lead = season_lead(found, desk)
    words = calendar_words(shown, chosen, desk) | {"lead": lead, "summary": lead, "box": box}
    words["events"] = season_series(found, lead, desk)
    return render_template("public/calendar.html", **keep_text(words, box))


def calendar_words(found: CalendarShown, chosen: str | None, desk: Desk) -> dict[str, object]:
    """Give what the calendar's template needs."""
    shown = [one for one in found.sessions if not chosen or (one.stream and one.stream.slug == chosen)]
    coming, held = coming_and_held(shown, desk)
    lang = desk.reader.language
    base = f"/{lang}/{found.programme.slug}/"
    return {
        "programme": found.programme,
        "lead": season_lead(found, desk),
        "streams": [_stream_link(found, slug, base) for slug in (stream.slug for stream in found.streams)],
        "chosen": chosen,
        "total": len(found.sessions),
        "all_address": base,
        "coming": coming,
        "register_address": f"{base}register" if _takes_registrations(coming) else None,
        "held": held,
        "figures": [figure_words(figure) for figure in found.figures],
        "feeds": feeds(f"/calendars/{found.programme.slug}.ics", title_in(found.programme.title, lang)),
        "embed": snippet(found.programme, lang, chosen),
        "news_address": f"{base}whats-new",
        "report_address": f"{base}report" if has_copies(found.programme.slug) else None,
        "printed": printed_words(desk),
        "any_inferred": any(any_inferred(one) for one in shown),
        **others_words(found.others, lang),
    }


def _takes_registrations(coming: Group) -> bool:
    return any(row.tick for month in coming.months for row in month.rows)


def season_lead(found: CalendarShown, desk: Desk) -> str:
    """Say in one line how many sessions there are, from when to when, and how many are held twice."""
    held = [one for one in found.sessions if not one.cancelled]
    programme, lang = found.programme, desk.reader.language
    words = [ngettext("%(num)d free session", "%(num)d free sessions", len(held))]
    if programme.starts_on and programme.ends_on:
        words.append(times.date_range_words(programme.starts_on, programme.ends_on, lang))
    twice = sum(len({slot.part for slot in one.slots}) < len(one.slots) for one in held)
    if twice:
        words.append(_("held twice on one day: %(count)d", count=twice))
    return " · ".join(words)


def _stream_link(found: CalendarShown, slug: str, base: str) -> dict[str, object]:
    stream = next(one for one in found.streams if one.slug == slug)
    count = sum(one.stream is not None and one.stream.slug == slug for one in found.sessions)
    address = f"{base}?stream={slug}"
    return {
        "slug": slug,
        "title": stream.title,
        "palette": stream.palette,
        "count": count,
        "address": address,
    }
