"""The page of a delegation, by a focal point's link: what is private only on a device that proved itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import Mode
from meetings.domain.cop.tracks import Mover, Track
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused, TooLarge
from meetings.domain.kept_files import FileGiven, tidy_name
from meetings.domain.programmes import check_day
from meetings.domain.recording_errors import EmptyFile
from meetings.domain.zones import country_zone
from meetings.extensions import db, limiter, peer_address, strangers
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.formats.times import day_words
from meetings.queries.cop import delegation_page as queries
from meetings.queries.cop.awaited import awaited_from
from meetings.queries.cop.delegation_page import DelegationPage
from meetings.queries.cop.delegation_travel import eligible_segments
from meetings.queries.cop.focal_letters import whose_of
from meetings.queries.cop.focal_points import Focal, focal_of
from meetings.services.cop.change_requests import take_back
from meetings.services.cop.delegations import mark_opened
from meetings.services.cop.devices import prove
from meetings.services.cop.nomination_letters import KINDS, LetterGiven, put_letter
from meetings.services.cop.tracks import By
from meetings.services.devices import ask_code
from meetings.web.cop.delegation_words import groups_of, request_words, segment_words, waiting_words
from meetings.web.cop.devices import forget_proof, guard, is_proved, keep_proof, proved
from meetings.web.cop.words import state_word
from meetings.web.desk.uploads import put, sent
from meetings.web.errors import sentence
from meetings.web.kept_files import Given, give
from meetings.web.kept_files import storage as storage_of
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import size_words

blueprint = Blueprint("delegations", __name__)
blueprint.before_app_request(guard)
ADDRESS: Final = f"/{LANG}/delegation/<token>"
FOLDER: Final = "letters"
CODE_LENGTH: Final = 200
LETTER_KINDS: Final[dict[str, Callable[[], str]]] = {
    "note_verbale": lambda: _("Note verbale"),
    "letter": lambda: _("Letter of nomination"),
}
DONE: Final[dict[str, Callable[[], str]]] = {
    "named": lambda: _("Saved. The secretariat checks each name against the letter."),
    "saved": lambda: _("Saved."),
    "withdrawn": lambda: _("Withdrawn."),
    "replaced": lambda: _("Replaced. The secretariat checks the new name against the letter."),
    "asked": lambda: _("The secretariat has what you ask for. You hear of it by mail."),
    "taken_back": lambda: _("Taken back."),
    "letter": lambda: _("The letter has arrived. The secretariat checks it."),
    "identity": lambda: _("Kept, sealed. It is not shown here again."),
    "gone": lambda: _("Taken away."),
    "code": lambda: _("A code is on its way to the focal point's address."),
    "proved": lambda: _("This device is known for 30 days."),
    "imported": lambda: _("The sheet is taken."),
    "funding": lambda: _("The secretariat has what you ask for. You hear of it by mail."),
}


@blueprint.app_errorhandler(NotProved)
def not_proved(_refusal: NotProved) -> Response:
    """Show of a delegation what anybody with the link may know, and how a device proves itself."""
    focal = focal_of((request.view_args or {}).get("token", ""), keys())
    return _closed_page(focal, _reader(focal), 401)


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show a delegation: all of it where the device is proved, else its name, deadlines, and how much is awaited."""
    focal = focal_of(token, keys())
    reader = _reader(focal)
    return open_page(focal, reader) if is_proved(focal) else _closed_page(focal, reader)


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Mail a code, take one, or forget this device; what was refused comes back as it was typed."""
    focal, now = focal_of(token, keys()), datetime.now(UTC)
    wanted, point, generation = request.form.get("act", ""), focal.point.id, focal.generation
    home = f"/{lang}/delegation/{token}"
    if wanted == "code":
        ask_code(point, now)
        return redirect(f"{home}?done=code#done", 303)
    if wanted == "leave":
        answer = redirect(home, 303)
        forget_proof(answer, point)
        return answer
    if wanted != "prove":
        return redirect(home, 303)  # a program that presses what it finds
    try:
        prove(focal, request.form.get("code", "")[:CODE_LENGTH], now, keys(), peer=peer_address())
    except Refused as refusal:
        db.session.rollback()
        focal = focal_of(token, keys())
        return _closed_page(focal, _reader(focal), refusal.status, sentence(refusal))
    answer = redirect(f"{home}?done=proved#done", 303)
    keep_proof(answer, point, generation, now)
    return answer


@blueprint.post(f"{ADDRESS}/letter")
def send_letter(lang: str, token: str) -> AnyResponse:
    """Keep a letter or note verbale; what was refused comes back with why."""
    focal, now = proved(token), datetime.now(UTC)
    delegation_id, by = focal.delegation.id, by_of(focal)
    try:
        with letter_sent("letter") as file:
            given = LetterGiven(
                file,
                request.form.get("kind", KINDS[0]),
                request.form.get("reference", ""),
                _day(request.form.get("dated_on", "")),
            )
            put_letter(delegation_id, given, now, by=by)
    except Refused as refusal:
        db.session.rollback()
        return open_page(proved(token), current(token), refusal)
    mark_opened(focal.point.id, now)
    return redirect(f"/{lang}/delegation/{token}?done=letter#done", 303)


@blueprint.get(f"{ADDRESS}/letter/<int:version>")
def see_letter(lang: str, token: str, version: int) -> AnyResponse:
    """Give a letter back to whoever sent it."""
    focal = proved(token)
    row = queries.letter_of(focal.delegation.id, version)
    if row is None or row.file is None:
        raise NotFound()
    key = row.file
    return give(
        Given(
            read=lambda start, end: storage_of().read(key, start, end),
            size=row.bytes or 0,
            digest=row.digest or "",
            media_type=row.media_type or "",
            name=row.file_name or "letter",
            is_public=False,
            is_shown=False,
        )
    )


@blueprint.post(f"{ADDRESS}/request/<request_id>")
def drop_request(lang: str, token: str, request_id: str) -> AnyResponse:
    """Take back what was asked for."""
    focal, now = proved(token), datetime.now(UTC)
    try:
        take_back(request_id, focal.delegation.id, now, by=by_of(focal))
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return open_page(proved(token), current(token), refusal)
    return redirect(f"/{lang}/delegation/{token}?done=taken_back#done", 303)


@contextmanager
def letter_sent(field: str) -> Iterator[FileGiven]:
    """Check a letter that was sent, and keep its file while the block makes something of it.

    Raises: EmptyFile, and what `formats/cop/letters.check_letter` raises, with the field.
    """
    file = sent(field)
    most = current_app.config["UPLOAD_MB"] * 1_000_000
    raw = file.stream.read(most + 1) if file else b""
    if not file or not raw:
        raise EmptyFile(field=field)
    if len(raw) > most:
        raise TooLarge(field=field, most=current_app.config["UPLOAD_MB"])
    kind = check_letter(raw, field)
    name = tidy_name(file.filename or "", LETTERS[kind], "letter")
    with put(field, FOLDER, lambda: iter((raw,))) as (key, size, digest):
        yield FileGiven(key, kind, size, digest, name)


def by_of(focal: Focal) -> By:
    """Say as whom a focal point does something."""
    return By(Mover.NOMINATOR, focal.actor)


def current(token: str) -> Reader:
    """Settle anew who reads, after something was refused."""
    return _reader(focal_of(token, keys()))


def _reader(focal: Focal) -> Reader:
    zone = country_zone(focal.delegation.party_code) if focal.delegation.party_code else None
    return settle_reader(focal.programme, zone)


def _day(typed: str) -> date | None:
    return check_day(typed.strip() or None, "dated_on")


def open_page(focal: Focal, reader: Reader, *problems: Refused, status: int = 0) -> Response:
    """Show all of a delegation."""
    now = datetime.now(UTC)
    page = queries.delegation_page(focal.delegation)
    groups = groups_of(page, reader, now)
    names = {one.row.id: one.row.name for one in page.people}
    html = render_template(
        "cop/delegation.html",
        programme=focal.programme,
        focal=focal.point,
        page_of=page,
        home=home_of(focal, reader),
        segments=[segment_words(one, page, reader, now) for one in page.segments],
        groups=groups,
        letters=[_letter(one, reader) for one in reversed(page.letters)],
        letter_kinds=[(code, words()) for code, words in LETTER_KINDS.items()],
        credentials=_credentials(page, reader),
        requests=[request_words(one, names, reader) for one in page.requests],
        waiting=_waiting(page),
        travels=_travels(focal, page),
        wrong={one.field: sentence(one) for one in problems if one.field},
        problems=[sentence(one) for one in problems],
        done=_done(),
    )
    return make_response(html, status or (problems[0].status if problems else 200))


def home_of(focal: Focal, reader: Reader) -> str:
    """Give the address of a delegation's page."""
    token = (request.view_args or {})["token"]
    return f"/{reader.language}/delegation/{token}"


def _closed_page(focal: Focal, reader: Reader, status: int = 200, problem: str = "") -> Response:
    """Show what anybody with the link may know: whose delegation it is, until when, and how much is awaited."""
    now, delegation = datetime.now(UTC), focal.delegation
    page = DelegationPage(
        id=delegation.id,
        whose=whose_of(delegation),
        category=delegation.category,
        quota=None,
        reopened_until=delegation.reopened_until,
        reopened_why="",
        segments=queries.segments_of(delegation.programme_id),
        people=(),
        letters=(),
        credentials=(),
        requests=(),
        meetings={},
    )
    html = render_template(
        "cop/delegation_closed.html",
        programme=focal.programme,
        page_of=page,
        home=home_of(focal, reader),
        segments=[segment_words(one, page, reader, now, is_public=True) for one in page.segments],
        waiting=[waiting_words(one) for one in awaited_from([delegation.id])[delegation.id]],
        problem=problem,
        typed=request.form.get("code", "")[:CODE_LENGTH],
        done=_done(),
    )
    return make_response(html, status)


def _done() -> str:
    said = DONE.get(request.args.get("done", ""))
    return said() if said and request.method == "GET" else ""


def _letter(one: Any, reader: Reader) -> dict[str, Any]:
    return {
        "version": one.version,
        "kind": LETTER_KINDS.get(one.kind, LETTER_KINDS["letter"])(),
        "state": state_word(Track.LETTER, one.state),
        "since": day_words(one.state_since, reader.zone, reader.language),
        "reason": one.reason or "",
        "name": one.file_name or "",
        "size": size_words(one.bytes) if one.bytes else "",
        "reference": one.reference or "",
        "is_returned": one.state == "returned",
    }


def _credentials(page: DelegationPage, reader: Reader) -> list[dict[str, Any]]:
    titles = {one.id: one.title for one in page.segments}
    return [
        {
            "segment": titles[one.segment_id],
            "state": state_word(Track.CREDENTIALS, one.state),
            "since": day_words(one.state_since, reader.zone, reader.language),
            "reason": one.reason or "",
        }
        for one in page.credentials
        if one.segment_id in titles
    ]


def _travels(focal: Focal, page: DelegationPage) -> frozenset[str]:
    """Give the people for whom travel can be asked: in person, in a segment the secretariat may pay for."""
    eligible = eligible_segments(focal.delegation, focal.programme)
    return frozenset(
        one.row.id
        for one in page.people
        if any(part.is_there and part.mode == Mode.ROOM and part.segment.id in eligible for part in one.parts)
    )


def _waiting(page: DelegationPage) -> list[str]:
    return [waiting_words(one) for one in awaited_from([page.id])[page.id]]
