"""How a delegation is printed on the list of participants: seen, corrected and signed off by its focal point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.lists import ListKind
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.extensions import db, limiter, strangers
from meetings.formats.cop.lists import BodyShown, PersonShown, shown
from meetings.formats.times import full_day_words
from meetings.queries import desk as programmes
from meetings.queries.cop.focal_points import Focal
from meetings.queries.cop.list_copies import seen_by
from meetings.queries.cop.list_rights import open_to_delegation
from meetings.queries.cop.lists import Gathered, Listing, Nominee, gather, listings
from meetings.services.cop.list_corrections import CorrectionGiven, correct, may_correct
from meetings.services.cop.lists import sign_off
from meetings.web.cop.delegations import not_proved
from meetings.web.cop.devices import proved
from meetings.web.cop.list_words import say
from meetings.web.cop.lists import published_lists
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader

blueprint = Blueprint("cop_delegation_list", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/delegation/<token>/list"
FIELDS: Final = ("courtesy", "name", "function", "department", "organization", "address", "email")
AGREED: Final = ("name", "email", "address")
MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class OnList:
    """Somebody on a segment's list: as printed, or only counted, and what their form shows."""

    nominee: Nominee
    printed: PersonShown | None
    typed: Mapping[str, str]
    agreed: frozenset[str]
    is_open: bool


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A segment in which the delegation has accredited people, with how it is printed there."""

    listing: Listing
    section: str
    body: BodyShown | None
    people: tuple[OnList, ...]
    may_correct: bool
    until: str
    seen: str
    is_seen_as_is: bool
    marks: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused, of whom in which segment, with the field and what was typed."""

    words: str
    of: str
    field: str
    status: int


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show exactly how the delegation is printed, with a form to correct each line."""
    return _page(lang, token, proved(token))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def change(lang: str, token: str) -> AnyResponse:
    """Correct how somebody is printed, or ask for it, or note that all was seen."""
    focal, now = proved(token), datetime.now(UTC)
    try:
        done = _do(focal, now)
    except Refused as refusal:
        db.session.rollback()
        of = f"{request.form.get('segment', '')}-{request.form.get('nomination', '')}"
        problem = Problem(sentence(refusal), of, refusal.field or "", refusal.status)
        return _page(lang, token, proved(token), problem)
    return redirect(f"/{lang}/delegation/{token}/list?done={done}#done", 303)


def _do(focal: Focal, now: datetime) -> str:
    act, segment = request.form.get("act", ""), request.form.get("segment", "")
    listing = next((one for one in listings(focal.programme.slug) if one.segment == segment), None)
    if listing is None:
        raise NotFound()
    if act == "seen":
        sign_off(focal.delegation.id, listing.programme, segment, _marks(), now, focal.actor)
        return "seen"
    if act not in ("correct", "ask"):
        raise NotAChoice(field="act", value=act[:20])
    texts = {field: request.form.get(field, "")[:MOST] for field in FIELDS}
    given = CorrectionGiven(**texts, lists=tuple(request.form.getlist("lists")))
    is_done = correct(
        listing,
        focal.delegation.id,
        request.form.get("nomination", ""),
        given,
        request.form.get("revision", 0, type=int),
        now,
        actor=focal.actor,
        by_request=act == "ask",
    )
    return "corrected" if is_done else "asked"


def _marks() -> dict[str, int]:
    """Read which nominations were shown, each with its revision."""
    pairs = [one.partition(":") for one in request.form.get("marks", "").split()]
    return {one: int(seen) for one, _colon, seen in pairs if seen.isascii() and seen.isdigit()}


def _page(lang: str, token: str, focal: Focal, problem: Problem | None = None) -> Response:
    programme = programmes.programme(focal.programme.slug)
    settle_reader(programme)
    now, found = datetime.now(UTC), listings(programme.slug)
    parts = [
        part
        for listing in found
        if (part := _part(gather(listing, focal.delegation.id), focal, lang, now, problem))
    ]
    html = render_template(
        "cop/delegation_list.html",
        programme=programme,
        of=focal.delegation,
        names=focal.delegation.party.names
        if focal.delegation.party
        else {"en": focal.delegation.organization.name if focal.delegation.organization else ""},
        parts=parts,
        published=published_lists(found, lang, open_to_delegation(found, focal.delegation.id)),
        labels={field: say(f"head_{field}") for field in FIELDS},
        agreements=_agreements(),
        problem=problem,
        done=_done_words(request.args.get("done", "")),
        back=f"/{lang}/delegation/{token}",
    )
    return make_response(html, problem.status if problem else 200)


def _part(
    gathered: Gathered, focal: Focal, lang: str, now: datetime, problem: Problem | None
) -> SegmentPart | None:
    listing, delegation = gathered.listing, focal.delegation.id
    people = gathered.listed(ListKind.PROVISIONAL)
    if not people:
        return None
    given = shown(gathered.participants(ListKind.PROVISIONAL), lang, say, now)
    section = given.sections[0]
    printed = {one.nomination: one for one in section.bodies[0].people}
    seen = seen_by(listing.segment_id).get(delegation)
    marks = {one.nomination: one.revision for one in people}
    until = listing.setting.corrections_until or listing.nominate_until
    return SegmentPart(
        listing=listing,
        section=section.title,
        body=section.bodies[0],
        people=tuple(_on_list(one, printed, listing, problem) for one in _ordered(people, printed)),
        may_correct=may_correct(listing, focal.delegation.reopened_until, now),
        until=full_day_words(until, listing.zone, lang) if until else "",
        seen=full_day_words(seen.at, listing.zone, lang) if seen else "",
        is_seen_as_is=seen is not None and seen.seen == marks,
        marks=" ".join(f"{one}:{revision}" for one, revision in marks.items()),
    )


def _ordered(people: Iterable[Nominee], printed: Mapping[str, PersonShown]) -> list[Nominee]:
    """Put people as they are printed, and behind them those who only count."""
    return sorted(
        people, key=lambda one: printed[one.nomination].number if one.nomination in printed else 10_000
    )


def _on_list(
    one: Nominee, printed: Mapping[str, PersonShown], listing: Listing, problem: Problem | None
) -> OnList:
    is_open = problem is not None and problem.of == f"{listing.segment}-{one.nomination}"
    typed = {
        field: request.form.get(field, "") if is_open else one.facts.get(field) or "" for field in FIELDS
    }
    agreed = frozenset(request.form.getlist("lists") if is_open else one.agreed)
    return OnList(one, printed.get(one.nomination), typed, agreed, is_open)


def _agreements() -> list[tuple[str, str]]:
    return [
        ("name", _("Name, function and organization")),
        ("email", _("E-mail")),
        ("address", _("Postal address")),
    ]


def _done_words(done: str) -> str:
    return {
        "corrected": _("Corrected. It is printed as shown below."),
        "asked": _("Asked. The secretariat decides; until then it is printed as shown below."),
        "seen": _("Noted: you have seen how your delegation is printed."),
    }.get(done, "")
