"""The list of speakers for those who take part, by their link to join: ask for the floor, ask again, send instead."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAChoice, Refused
from meetings.domain.kept_files import FileGiven
from meetings.domain.live.floor import ACTIVE, BESIDE, Kind, Mover, State, may_move
from meetings.domain.live.floor_errors import NothingSent
from meetings.extensions import db, limiter, strangers
from meetings.queries.desk import programme as programme_of
from meetings.queries.links import bearer_of
from meetings.queries.live.floor import Entry, Floor, changes_of, floor_of
from meetings.queries.live.floor_presence import speaker_left_at
from meetings.queries.live.floor_seats import Seat, seat_of
from meetings.services.live.floor_asking import Wish, ask, ask_again, tell_lost, withdraw
from meetings.services.live.floor_statements import Sent, send_instead
from meetings.web.cop.uploads import paper
from meetings.web.cop.words import region_words
from meetings.web.desk.uploads import put, sent
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT
from meetings.web.live.floor_chair import PART, part, stamp
from meetings.web.live.floor_words import at_words, item_words, kind_words, lines_of, shown_to_all
from meetings.web.pages import LANG, static_address
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("floor", __name__)
ADDRESS: Final = f"/{LANG}/join/<token>/floor/<slot>"
MOST_LETTERS: Final = 60_000
# What one's own page is about: what is on the list, then what was cut off, then what may still be sent in writing.
OWN: Final = (State.SPEAKING, State.LOST, State.LISTED, State.REQUESTED, State.PASSED, State.PARTLY)


@blueprint.get(ADDRESS)
def show(lang: str, token: str, slot: str) -> Response:
    """Show who has the floor and who is next, one's own place, and what one can do; or only what changed of it."""
    seat = seat_of(bearer_of(token, "join", keys()), slot)
    if request.headers.get(PART):
        tag = _tag(changes_of(slot), seat, lang)
        return part(tag, lambda: _render(seat, token, "live/floor_mine.html"))
    return _page(seat, token)


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str, slot: str) -> AnyResponse:
    """Ask for the floor, withdraw, ask again, or send a statement; what was refused comes back as it was typed."""
    bearer = bearer_of(token, "join", keys())
    seat, wanted = seat_of(bearer, slot), request.form.get("act", "")
    try:
        if request.form.get(HONEYPOT):
            raise Refused()
        if wanted not in ACTS:
            raise NotAChoice(field="act", value=wanted[:20])
        ACTS[wanted](bearer, slot, datetime.now(UTC))
    except Refused as refusal:
        db.session.rollback()
        return _page(seat, token, refusal)
    return redirect(f"/{lang}/join/{token}/floor/{slot}?done={wanted}#done", 303)


def _ask(bearer: str, slot: str, now: datetime) -> None:
    form = request.form
    wish = Wish(form.get("kind", ""), form.get("item", "")[:200], form.get("behalf_of", "")[:500])
    ask(bearer, slot, wish, now)


def _withdraw(bearer: str, slot: str, now: datetime) -> None:
    withdraw(bearer, slot, request.form.get("entry", ""), now)


def _again(bearer: str, slot: str, now: datetime) -> None:
    ask_again(bearer, slot, request.form.get("entry", ""), now)


def _cut(bearer: str, slot: str, now: datetime) -> None:
    tell_lost(bearer, slot, request.form.get("entry", ""), now)


def _send(bearer: str, slot: str, now: datetime) -> None:
    with _statement() as file:
        given = Sent(request.form.get("language", ""), file)
        send_instead(bearer, slot, request.form.get("entry", ""), given, now)


@contextmanager
def _statement() -> Iterator[FileGiven]:
    """Put a statement into storage while the block makes something of it: a file, or the words typed, as a file.

    Raises: NothingSent, for neither or both; what `paper` raises.
    """
    words = request.form.get("words", "").strip()
    if bool(words) == (sent("file") is not None):
        raise NothingSent(field="file")
    if not words:
        with paper("file", "statements") as kept:
            yield kept
        return
    raw = words[:MOST_LETTERS].replace("\r\n", "\n").encode()
    with put("file", "statements", lambda: iter((raw,))) as (key, size, digest):
        yield FileGiven(key, "text/plain", size, digest, "statement.txt")


ACTS: Final[Mapping[str, Callable[[str, str, datetime], None]]] = {
    "ask": _ask,
    "withdraw": _withdraw,
    "again": _again,
    "cut": _cut,
    "send": _send,
}


def _page(seat: Seat, token: str, refusal: Refused | None = None) -> Response:
    html = _render(seat, token, "live/floor.html", refusal)
    return make_response(html, refusal.status if refusal else 200)


def _render(seat: Seat, token: str, template: str, refusal: Refused | None = None) -> str:
    floor, now = floor_of(seat.slot_id), datetime.now(UTC)
    programme = programme_of(floor.programme)
    reader = settle_reader(programme, seat.zone)
    link, lang = f"/{reader.language}/join/{token}", reader.language
    return render_template(
        template,
        programme=programme,
        floor=floor,
        seat=seat,
        tag=_tag(floor.changes, seat, lang),
        why=sentence(seat.refusal) if seat.refusal else "",
        is_held=floor.is_held,
        **_list(floor, seat, reader, now),
        **_own(floor, seat, reader, now),
        kinds=_kinds(floor, seat),
        items=[(one.slug, item_words(one, lang), one.id) for one in floor.items],
        typed=request.form if refusal else {},
        problem=sentence(refusal) if refusal else "",
        field=(refusal.field or "") if refusal else "",
        done=_done_words(request.args.get("done", "")) if refusal is None else "",
        back=link,
        here=f"{link}/floor/{seat.slot_id}",
        floor_script=static_address("js/floor.js"),
    )


def _tag(changes: int, seat: Seat, lang: str) -> str:
    """Name how the page reads: also by whether the meeting is open to them, which no act on the list decides."""
    left = speaker_left_at(seat.slot_id)
    return f"{changes}-{seat.refusal.code if seat.refusal else seat.may_speak}-{stamp(left)}-{lang}"


def _list(floor: Floor, seat: Seat, reader: Reader, now: datetime) -> dict[str, Any]:
    """Give the list as it is shown to everybody; to whom the meeting is not open, nothing of it."""
    if seat.refusal is not None or not floor.is_shown:
        return {"speaker": None, "waiting": []}
    speaker = floor.speaker
    spoken = lines_of(floor, [speaker] if speaker else [], reader, now)
    waiting = shown_to_all(lines_of(floor, floor.waiting, reader, now), seat)
    return {"speaker": next(iter(shown_to_all(spoken, seat)), None), "waiting": waiting}


def _own(floor: Floor, seat: Seat, reader: Reader, now: datetime) -> dict[str, Any]:
    """Give one's own requests with what one may do with each, and the receipts of what was sent."""
    if seat.refusal is not None:
        return {"mine": [], "receipts": []}
    own = [one for one in floor.entries if seat.holds(one)]
    shown = sorted((one for one in own if one.state in OWN), key=lambda one: OWN.index(one.state))
    receipts = [{"it": each, "when": at_words(each.sent_at, reader)} for one in own for each in one.receipts]
    lines = lines_of(floor, shown, reader, now)
    return {"mine": [_may(floor, seat, line.entry, line) for line in lines], "receipts": receipts}


def _may(floor: Floor, seat: Seat, entry: Entry, line: Any) -> dict[str, Any]:
    speaks = entry.state is State.SPEAKING
    is_cut = entry.state is State.LOST or (speaks and speaker_left_at(seat.slot_id) is not None)
    return {
        "line": line,
        "is_cut": is_cut and seat.may_speak,
        "speaks": speaks,
        "may_withdraw": seat.may_speak and may_move(entry.state, State.WITHDRAWN, Mover.SPEAKER),
        "may_send": seat.may_speak and may_move(entry.state, State.IN_WRITING, Mover.SPEAKER),
    }


def _kinds(floor: Floor, seat: Seat) -> list[tuple[str, str]]:
    """Give what somebody may ask for now: on a closed list, or being on it, points, motions and replies alone."""
    if seat.refusal is not None or not seat.may_speak:
        return []
    is_on = any(seat.holds(one) and one.state in ACTIVE and one.kind not in BESIDE for one in floor.entries)
    is_open = floor.is_open and not (is_on and not floor.items)  # on another item one may ask again
    kinds = [one for one in seat.kinds if is_open or one in BESIDE]
    region = region_words(seat.region) if seat.region else ""
    return [
        (str(one), _("On behalf of %(region)s", region=region) if one is Kind.REGION else kind_words(one))
        for one in kinds
    ]


def _done_words(done: str) -> str:
    return {
        "ask": _("You asked for the floor."),
        "withdraw": _("Withdrawn."),
        "again": _("You keep your turn and are called again, with the time that remains."),
        "cut": _("The chair sees that your connection was lost. You keep your turn."),
        "send": _("Your statement has arrived. The receipt stands below."),
    }.get(done, "")
