"""The credentials of one delegation for a segment: what came, what it says, whom it names, and every move."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import CredentialsState
from meetings.domain.cop.credentials import SignedBy
from meetings.domain.cop.tracks import Mover, Says, Track, moves_from
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_words, language_name
from meetings.queries.cop import credentials as queries
from meetings.queries.cop.actors import actor_names
from meetings.queries.cop.credentials import CredentialsPage, SegmentRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import credentials as services
from meetings.services.cop.credentials import OTHER_LANGUAGE, Read, Where
from meetings.web.cop.credentials_words import SIGNERS
from meetings.web.cop.parties_words import actor_words
from meetings.web.cop.scans import MOST_MB, kept_scan
from meetings.web.cop.words import AWAITED, ROLES, STANDINGS, WHOM, state_word, treaty_word
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.credentials import ADDRESS as LIST
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.uploads import sent
from meetings.web.errors import sentence
from meetings.web.kept_files import Given, give, storage
from meetings.web.pages import OWN_NAMES
from meetings.web.sessions import size_words

blueprint = Blueprint("desk_cop_credentials_page", __name__)
ADDRESS: Final = f"{LIST}/<delegation_id>"
# A file moves them to these, beside what an officer says of them.
BY_FILE: Final = (CredentialsState.COPY, CredentialsState.ORIGINAL)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field, which form, and both sides of a stale save."""

    words: str
    field: str
    form: str
    status: int
    sides: tuple[Side, ...] = ()


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, segment: str, delegation_id: str) -> Response:
    """Show what came, what it says, whom it names beside whom they nominated, and where it stands."""
    allowed(Act.ACCREDIT, programme)
    of = queries.segment(programme, segment)
    return _page(programme, of, queries.credentials_of(of, delegation_id), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, segment: str, delegation_id: str) -> AnyResponse:
    """Keep a file, what it says, or a move; what was refused comes back as it was typed."""
    actor, act = allowed(Act.ACCREDIT, programme).actor, request.form.get("act", "")
    of = queries.segment(programme, segment)
    queries.credentials_of(of, delegation_id)
    where = Where(programme, segment, delegation_id, request.form.get("revision", 0, type=int))
    try:
        _do(act, where, datetime.now(UTC), actor)
    except errors.Refused as refusal:
        db.session.rollback()
        page = queries.credentials_of(of, delegation_id)
        sides = _sides(page) if isinstance(refusal, errors.Stale) else ()
        problem = Problem(sentence(refusal), refusal.field or "", act, refusal.status, sides)
        return _page(programme, of, page, problem=problem)
    return redirect(f"/{lang}/desk/{programme}/credentials/{segment}/{delegation_id}?done={act}#done", 303)


@blueprint.get(f"{ADDRESS}/file/<scan>")
def file(lang: str, programme: str, segment: str, delegation_id: str, scan: str) -> Response:
    """Give a file of a delegation's credentials, to officers alone."""
    allowed(Act.ACCREDIT, programme)
    row = queries.credentials_file(queries.segment(programme, segment), delegation_id, scan)
    kept = storage()
    return give(
        Given(
            lambda start, end: kept.read(row.file, start, end),
            row.bytes,
            row.digest,
            row.media_type,
            row.file_name,
            False,
            is_shown=False,
        )
    )


def _do(act: str, where: Where, now: datetime, actor: str) -> None:
    form = request.form
    if act == "receive":
        with kept_scan("file", "credentials") if sent("file") else nullcontext(None) as kept:
            services.receive(where, form.get("kind", ""), kept, now, actor)
    elif act == "record":
        read = Read(
            form.get("signed_by", ""),
            form.get("signer", ""),
            check_day(form.get("signed_on") or None, "signed_on"),
            form.get("language", ""),
            tuple(form.getlist("people")),
            tuple(form.get("others", "").splitlines()),
        )
        services.record(where, read, now, actor)
    elif act == "move":
        says = Says(form.get("reason", ""), form.get("authority", ""))
        on = check_day(form.get("examined_on") or None, "examined_on")
        services.move(where, form.get("to", ""), now, actor, says=says, examined_on=on)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])


def _page(
    programme: str, of: SegmentRow, shown: CredentialsPage, *, problem: Problem | None = None, done: str = ""
) -> Response:
    row, moment = shown.row, at_desk(programme_of(programme))
    lang, typed = moment.reader.language, request.form
    awaited, whom = row.awaited
    names = actor_names([*(one.actor for one in shown.moves), *(one.received_by for one in shown.files)])
    is_due = row.state != CredentialsState.NOT_REQUIRED
    moves = [one for one in moves_from(Track.CREDENTIALS, row.state, Mover.OFFICER) if one not in BY_FILE]
    html = render_template(
        "desk/cop/credentials_page.html",
        programme=programme_of(programme),
        segment=of,
        opens=date_words(of.starts_on, lang),
        credentials=shown,
        row=row,
        standings=[(treaty_word(one), STANDINGS[each]()) for one, each in row.standings.items()],
        state=state_word(Track.CREDENTIALS, row.state),
        since=moment_words(row.since, moment),
        awaited=AWAITED[awaited]() if awaited else "",
        whom=WHOM[whom](),
        examined=date_words(row.examined_on, lang) if row.examined_on else "",
        is_due=is_due,
        moves=[(one, state_word(Track.CREDENTIALS, one)) for one in moves],
        signers=[(str(one), SIGNERS[one]()) for one in SignedBy],
        languages=[*((one, OWN_NAMES[one]) for one in LANGUAGES), (OTHER_LANGUAGE, _("Another language"))],
        language=_language(shown.language, lang),
        people=_people(shown),
        differences=_differences(shown),
        files=[_file(one, names, moment) for one in shown.files],
        history=[_event(one, names, moment) for one in shown.moves],
        typed=typed,
        form=problem.form if problem else "",
        revision=typed.get("revision") if problem and not problem.sides else row.revision,
        most=MOST_MB,
        problem=problem,
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _language(code: str | None, lang: str) -> str:
    if not code:
        return ""
    return _("Another language") if code == OTHER_LANGUAGE else language_name(code, lang)


def _people(shown: CredentialsPage) -> list[dict[str, Any]]:
    typed = request.form
    ticked = set(typed.getlist("people")) if typed.get("act") == "record" else set(shown.people)
    return [
        {"id": one.id, "name": one.name, "role": ROLES[one.role](), "is_named": one.id in ticked}
        for one in shown.nominees
    ]


def _differences(shown: CredentialsPage) -> dict[str, list[str]]:
    """Name who is only nominated, and who is only in the credentials; nothing before somebody read them."""
    if not (shown.people or shown.others):
        return {}
    return {
        "not_named": [one.name for one in shown.nominees if not one.is_named],
        "not_nominated": list(shown.others),
    }


def _file(one: Any, names: dict[str, str], moment: Moment) -> dict[str, Any]:
    kinds = {"copy": _("Copy"), "original": _("Original")}
    return {
        "row": one,
        "kind": kinds.get(one.kind, one.kind),
        "size": size_words(one.bytes),
        "when": moment_words(one.received_at, moment),
        "by": actor_words(one.received_by, names),
    }


def _event(one: Any, names: dict[str, str], moment: Moment) -> dict[str, Any]:
    return {
        "to": state_word(Track.CREDENTIALS, one.to_state),
        "when": moment_words(one.at, moment),
        "by": actor_words(one.actor, names),
        "reason": one.reason,
        "authority": one.authority,
    }


def _sides(now: CredentialsPage) -> tuple[Side, ...]:
    """Give what was typed beside what is stored now, where another officer was first."""
    form = request.form
    stands = Side(_("State of the credentials"), "", state_word(Track.CREDENTIALS, now.row.state), "")
    if form.get("act") != "record":
        wanted = form.get("to") or form.get("kind") or ""
        mine = state_word(Track.CREDENTIALS, wanted) if wanted in set(CredentialsState) else ""
        return (Side(stands.field, "", stands.now, mine),)
    labels = {
        "signed_by": _("Signed by"),
        "signer": _("Name of the signatory"),
        "signed_on": _("Date"),
        "language": _("Language"),
        "others": _("Named in them, and not nominated"),
    }
    stored = {
        "signed_by": now.row.signed_by or "",
        "signer": now.signer or "",
        "signed_on": now.row.signed_on.isoformat() if now.row.signed_on else "",
        "language": now.language or "",
        "others": "\n".join(now.others),
    }
    return (stands, *compare(labels, stored, {name: form.get(name, "") for name in labels}))


def _done_words(done: str) -> str:
    return {
        "receive": _("Kept."),
        "record": _("Saved."),
        "move": _("Moved."),
    }.get(done, "")
