"""Asking the secretariat to pay somebody's travel, for delegations of eligible Parties; the secretariat decides."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.funding import FundingState
from meetings.domain.errors import NotFound, Refused, Stale
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import day_words
from meetings.queries.cop import delegation_page as queries
from meetings.queries.cop.delegation_travel import TravelOffer, travel_offers
from meetings.services.cop.delegations import mark_opened
from meetings.services.cop.funding import TravelGiven, ask_for_travel
from meetings.web.cop.delegations import ADDRESS, by_of, current, home_of
from meetings.web.cop.devices import proved
from meetings.web.errors import sentence
from meetings.web.readers import Reader

blueprint = Blueprint("delegation_travel", __name__)
TRAVEL = f"{ADDRESS}/person/<nomination>/travel"
STATES = {
    FundingState.ASKED: lambda: _("Asked for"),
    FundingState.GRANTED: lambda: _("Granted"),
    FundingState.DECLINED: lambda: _("Declined"),
    FundingState.CANCELLED: lambda: _("Cancelled"),
}


@blueprint.get(TRAVEL)
def show(lang: str, token: str, nomination: str) -> Response:
    """Show for which segments somebody's travel can be asked for, and what was."""
    return _page(token, nomination)


@blueprint.post(TRAVEL)
def ask(lang: str, token: str, nomination: str) -> AnyResponse:
    """Ask that somebody's travel be paid; what was refused comes back as it was typed."""
    focal, now = proved(token), datetime.now(UTC)
    point, actor, home = focal.point.id, by_of(focal).actor, home_of(focal, current(token))
    offers = travel_offers(focal.delegation, focal.programme, nomination)
    wanted = request.form.get("part", "")
    offer = next((one for one in offers if one.participation_id == wanted and _is_open(one)), None)
    if offer is None:
        raise NotFound()
    programme = focal.programme.slug
    try:
        seen = request.form.get("revision", 0, type=int)
        ask_for_travel(programme, wanted, _given(offer), seen, now, actor=actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(token, nomination, refusal)
    mark_opened(point, now)
    return redirect(f"{home}?done=funding#done", 303)


def _is_open(one: TravelOffer) -> bool:
    """Say whether what is asked for can still be changed: until the secretariat has decided."""
    return one.travel is None or one.travel.state == FundingState.ASKED


def _given(offer: TravelOffer) -> TravelGiven:
    """Read what the form asks for; the days of daily subsistence are the secretariat's to say, and stay."""
    form = request.form
    return TravelGiven(
        from_city=form.get("from_city", ""),
        arrives_on=check_day(form.get("arrives_on", "").strip() or None, "arrives_on"),
        leaves_on=check_day(form.get("leaves_on", "").strip() or None, "leaves_on"),
        allowance_days=offer.travel.allowance_days if offer.travel else None,
        note=form.get("note", ""),
    )


def _page(token: str, nomination: str, refusal: Refused | None = None) -> Response:
    focal = proved(token)
    reader, page = current(token), queries.delegation_page(focal.delegation)
    person = page.person(nomination)
    offers = travel_offers(focal.delegation, focal.programme, nomination)
    if person is None or not person.row.name or not offers:
        raise NotFound()
    sent = request.form.get("part", "")
    html = render_template(
        "cop/delegation_travel.html",
        programme=focal.programme,
        page_of=page,
        home=home_of(focal, reader),
        name=person.row.name,
        offers=[_shown(one, reader, is_sent=one.participation_id == sent) for one in offers],
        sent=sent,
        wrong={refusal.field: sentence(refusal)}
        if refusal and refusal.field and not isinstance(refusal, Stale)
        else {},
        problems=[sentence(refusal)] if refusal else [],
    )
    return make_response(html, refusal.status if refusal else 200)


def _shown(one: TravelOffer, reader: Reader, *, is_sent: bool) -> dict[str, object]:
    travel = one.travel
    stored = {
        "from_city": travel.from_city or "" if travel else "",
        "arrives_on": travel.arrives_on.isoformat() if travel and travel.arrives_on else "",
        "leaves_on": travel.leaves_on.isoformat() if travel and travel.leaves_on else "",
        "note": travel.note or "" if travel else "",
    }
    values = {name: request.form.get(name, "") for name in stored} if is_sent else stored
    return {
        "part": one.participation_id,
        "segment": one.segment,
        "revision": one.revision,
        "state": STATES[FundingState(travel.state)]() if travel else "",
        "since": day_words(travel.decided_at or travel.asked_at, reader.zone, reader.language)
        if travel
        else "",
        "is_open": _is_open(one),
        "values": values,
    }
