"""What an officer sets for one delegation: who names it, until when, how many, and a letter that came on paper."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from flask import current_app, request
from flask_babel import gettext as _

from meetings.domain import errors
from meetings.domain.cop.delegations import Openness, openness, quota_of
from meetings.domain.cop.tracks import Mover
from meetings.domain.kept_files import FileGiven, tidy_name
from meetings.domain.languages import choose
from meetings.domain.zones import to_instant
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.queries.cop.accreditation_page import DelegationPage
from meetings.queries.cop.focal_points import standing_points
from meetings.services.cop import delegations
from meetings.services.cop.delegations import FocalGiven
from meetings.services.cop.nomination_letters import LetterGiven, put_letter
from meetings.services.cop.tracks import By
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.accreditation_here import Here
from meetings.web.desk.uploads import put, sent_bytes

FOLDER: Final = "letters"
WALL_TIME: Final = len("2026-11-24T09:00")


def lines(shown: DelegationPage, moment: Moment) -> list[dict[str, Any]]:
    """Word for each segment whether people may be named, until when and how many."""
    found = []
    for one in shown.segments:
        how = openness(one, shown.row.reopened_until, moment.now)
        found.append(
            {
                "title": choose(one.title, moment.reader.language)[0],
                "how": {
                    Openness.OPEN: _("Open"),
                    Openness.REOPENED: _("Opened again"),
                    Openness.CLOSED: _("Closed"),
                    Openness.OVER: _("Over"),
                }[how],
                "until": moment_words(one.nominate_until, moment),
                "quota": quota_of(shown.row.quota, one.quota),
            }
        )
    return found


def _invite(at: Here, _rest: str) -> str:
    delegations.invite(at.delegation, _focal(), at.moment.now, actor=at.actor, keys=_keys())
    return "invite"


def _take_over(at: Here, _rest: str) -> str:
    delegations.take_over(at.delegation, _focal(), at.moment.now, actor=at.actor, keys=_keys())
    return "take-over"


def _renew(at: Here, point: str) -> str:
    _check_here(at, point)
    delegations.renew(point, at.moment.now, actor=at.actor, keys=_keys())
    return "renew"


def _end(at: Here, point: str) -> str:
    _check_here(at, point)
    delegations.revoke(point, request.form.get("why", ""), at.moment.now, actor=at.actor)
    return "end"


def _reopen(at: Here, _rest: str) -> str:
    until = _instant("until", at.programme.zone)
    why, seen = request.form.get("why", ""), request.form.get("revision", 0, type=int)
    delegations.reopen(at.delegation, until, why, at.moment.now, actor=at.actor, seen=seen)
    return "reopen"


def _close(at: Here, _rest: str) -> str:
    seen = request.form.get("revision", 0, type=int)
    delegations.close_again(at.delegation, at.moment.now, actor=at.actor, seen=seen)
    return "close"


def _quota(at: Here, _rest: str) -> str:
    text, seen = request.form.get("quota", "").strip(), request.form.get("revision", 0, type=int)
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise errors.NotANumber(field="quota", least=0, most=10_000)
    quota = int(text) if text else None
    delegations.set_quota(at.delegation, quota, at.moment.now, actor=at.actor, seen=seen)
    return "quota"


def _put_letter(at: Here, _rest: str) -> str:
    """Keep a letter that came by mail or on paper, noted as taken in by the officer."""
    with letter_file("file") as file:
        given = LetterGiven(
            file,
            request.form.get("kind", "letter"),
            request.form.get("reference", ""),
            _day("dated_on"),
        )
        put_letter(at.delegation, given, at.moment.now, by=By(Mover.OFFICER, at.actor))
    return "put"


ACTS: Final[Mapping[str, Callable[[Here, str], str]]] = {
    "invite": _invite,
    "take-over": _take_over,
    "renew": _renew,
    "end": _end,
    "reopen": _reopen,
    "close": _close,
    "quota": _quota,
    "put": _put_letter,
}


@contextmanager
def letter_file(field: str) -> Iterator[FileGiven]:
    """Keep a letter that was sent, whole and doing nothing, while a block makes something of it.

    Raises: EmptyFile, NotThisMedia, CutOff, RunsPrograms, Locked, Swells, TooManyPixels, TooLarge, with the field.
    """
    raw, name = sent_bytes(field, current_app.config["UPLOAD_MB"] * 1_000_000)
    kind = check_letter(raw, field)
    with put(field, FOLDER, lambda: iter((raw,))) as (key, size, digest):
        yield FileGiven(key, kind, size, digest, tidy_name(name, LETTERS[kind], "letter"))


def _focal() -> FocalGiven:
    return FocalGiven(
        name=request.form.get("name", ""),
        email=request.form.get("email", ""),
        kind=request.form.get("kind", ""),
        language=request.form.get("language", "en"),
        notified_by=request.form.get("notified_by", ""),
    )


def _check_here(at: Here, point: str) -> None:
    """Hold an act on a focal point to this delegation.

    Raises: NotFound.
    """
    if all(one.id != point for one in standing_points(at.delegation)):
        raise errors.NotFound()


def _instant(field: str, zone: str) -> datetime:
    """Read a wall time of the conference's zone.

    Raises: NotATime, NonexistentTime, AmbiguousTime, TooFar.
    """
    text = request.form.get(field, "").strip()
    try:
        local = datetime.fromisoformat(text if len(text) == WALL_TIME else "")
    except ValueError:
        raise errors.NotATime(field=field, value=text[:20]) from None
    return to_instant(local, zone)


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field=field, value=text[:20]) from None


def _keys() -> Any:
    return current_app.extensions["outside"].keys
