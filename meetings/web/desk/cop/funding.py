"""Funding of travel in a segment: who asks, in the turn in which they are considered, decided in one press each."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.funding import MOVES, FundingState
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import date_words
from meetings.queries.cop.accreditation import SegmentRow, segments_of
from meetings.queries.cop.funding import Traveller, funding_page
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import funding as services
from meetings.services.cop.funding import TravelGiven
from meetings.web.cop.accreditation_words import funding_words
from meetings.web.cop.words import ROLES, STANDINGS
from meetings.web.desk.access import allowed, at_desk
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_funding", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/funding"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show who asks for travel in a segment, the least developed first, and by which rule it is paid."""
    return _page(_conference(programme))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Note what is asked, decide on it, or set the rule of a segment."""
    shown, actor = _conference(programme), allowed(Act.ACCREDIT, programme).actor
    segment = request.form.get("segment", "")[:80]
    try:
        done = _do(programme, segment, actor, shown)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(shown, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/funding?segment={segment}&done={done}#done", 303)


@blueprint.get(f"{ADDRESS}.xlsx")
def sheet(lang: str, programme: str) -> Response:
    """Give those who ask as a sheet, numbers as numbers."""
    shown, segments = _conference(programme), segments_of(programme)
    chosen = _segment(segments)
    rows = (
        [_row(one, chosen, lang) for one in funding_page(programme, chosen.slug).travellers if one.travel]
        if chosen
        else []
    )
    answer = Response(xlsx_bytes(_("Funding"), _head(), rows), content_type=SHEET_TYPE)
    name = f"{shown.slug}-funding-{chosen.slug}" if chosen else f"{shown.slug}-funding"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _head() -> tuple[str, ...]:
    return (
        _("Delegation"),
        _("Name"),
        _("Role"),
        _("Function"),
        _("Funding"),
        _("From"),
        _("To"),
        _("Arrives"),
        _("Leaves"),
        _("Days of daily subsistence"),
        _("Note"),
    )


def _row(one: Traveller, segment: SegmentRow, lang: str) -> tuple[Any, ...]:
    travel = one.travel
    if travel is None:
        return ()
    return (
        choose(one.body.names, lang)[0],
        one.name,
        ROLES[one.role](),
        one.function,
        funding_words(travel.state),
        travel.from_city,
        choose(segment.place, lang)[0],
        travel.arrives_on.isoformat() if travel.arrives_on else None,
        travel.leaves_on.isoformat() if travel.leaves_on else None,
        travel.days,
        travel.note,
    )


def _do(programme: str, segment: str, actor: str, shown: ProgrammeRow) -> str:
    what, _colon, rest = request.form.get("act", "").partition(":")
    seen, now = request.form.get("revision", 0, type=int), at_desk(shown).now
    person = request.form.get("person", "")[:40]
    if what == "rule":
        services.set_funding_rule(
            programme,
            segment,
            per_party=_number("per_party"),
            listed=request.form.get("listed", "").replace(",", " ").split(),
            seen=seen,
            now=now,
            actor=actor,
        )
        return "rule"
    if what == "ask":
        services.ask_for_travel(programme, person, _travel(), seen, now, actor=actor)
        return "asked"
    if what == "to":
        services.decide_on_travel(programme, person, rest[:20], seen, now, actor=actor)
        return "decided"
    raise errors.NotAChoice(field="act", value=what[:20])


def _travel() -> TravelGiven:
    return TravelGiven(
        request.form.get("from_city", ""),
        _day("arrives_on"),
        _day("leaves_on"),
        _number("allowance_days"),
        request.form.get("note", ""),
    )


def _number(field: str) -> int | None:
    """Read a whole number; nothing for an empty field.

    Raises: NotANumber.
    """
    text = request.form.get(field, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise errors.NotANumber(field=field, least=0, most=60)
    return int(text) if text else None


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise errors.NotATime(field=field, value=text[:20]) from None


def _conference(slug: str) -> ProgrammeRow:
    allowed(Act.ACCREDIT, slug)
    return programme_of(slug)


def _segment(segments: Sequence[SegmentRow]) -> SegmentRow | None:
    """Give the segment asked for, else the last, which is most often the one people travel to."""
    asked = request.values.get("segment", "")
    return next((one for one in segments if one.slug == asked), segments[-1] if segments else None)


def _page(shown: ProgrammeRow, *, problem: errors.Refused | None = None) -> Response:
    segments = segments_of(shown.slug)
    chosen = _segment(segments)
    found = funding_page(shown.slug, chosen.slug) if chosen else None
    lang = at_desk(shown).reader.language
    html = render_template(
        "desk/cop/funding.html",
        programme=shown,
        segments=segments,
        chosen=chosen,
        found=found,
        counts=[(funding_words(state), count) for state, count in found.counts.items()] if found else [],
        asking=[_line(one, lang) for one in found.travellers if one.travel] if found else [],
        others=[_line(one, lang) for one in found.travellers if not one.travel] if found else [],
        listed=" ".join(sorted(found.rule.listed)) if found else "",
        person=request.form.get("person", "") if problem else "",
        problem=sentence(problem) if problem else "",
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, problem.status if problem else 200)


def _line(one: Traveller, lang: str) -> dict[str, Any]:
    travel = one.travel
    return {
        "it": one,
        "role": ROLES[one.role](),
        "state": funding_words(travel.state) if travel else "",
        "moves": [(str(to), _move_words(to)) for to in MOVES[FundingState(travel.state)]] if travel else [],
        "dates": " – ".join(date_words(day, lang) for day in (travel.arrives_on, travel.leaves_on) if day)
        if travel
        else "",
        "why": _why(one),
    }


def _why(one: Traveller) -> str:
    """Say whether travel may be paid, and by what."""
    kinds = [
        words
        for is_so, words in (
            (one.asker.is_least_developed, _("Least developed country")),
            (one.asker.is_small_island, _("Small island developing State")),
        )
        if is_so
    ]
    standing = STANDINGS[one.asker.standing]()
    verdict = _("Eligible") if one.is_eligible else _("Not eligible")
    return " · ".join([verdict, standing, *kinds])


def _move_words(to: FundingState) -> str:
    return {
        FundingState.ASKED: _("Ask anew"),
        FundingState.GRANTED: _("Grant the travel"),
        FundingState.DECLINED: _("Decline the travel"),
        FundingState.CANCELLED: _("Cancel the travel"),
    }[to]


def _done_words(done: str) -> str:
    return {
        "rule": _("Noted: what this segment pays for."),
        "asked": _("Noted: what is asked for."),
        "decided": _("Decided."),
    }.get(done, "")
