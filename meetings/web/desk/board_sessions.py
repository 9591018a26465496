"""A session with its times in one form: begun, changed, and begun again some weeks later."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import SessionState
from meetings.domain.permissions import Act
from meetings.domain.programmes import TEXT_LENGTH, TITLE_LENGTH
from meetings.domain.weekly import MOST_WEEKS
from meetings.extensions import db
from meetings.formats.times import language_name
from meetings.queries.board import SessionFacts, session_facts
from meetings.queries.revisions import facts_at
from meetings.services import board as services
from meetings.services.board import SessionGiven
from meetings.services.copies import duplicate_session
from meetings.web.desk import drafts
from meetings.web.desk.access import staff
from meetings.web.desk.board import ADDRESS, Here, done_words, here
from meetings.web.desk.board_grid import days_line
from meetings.web.desk.board_moves import check_within, own_fields, session_here
from meetings.web.desk.board_typed import (
    LISTS,
    TEXTS,
    earlier_fields,
    held_as,
    is_draft,
    proposed_rows,
    stored_fields,
    time_rows,
    typed_count,
    typed_session,
)
from meetings.web.desk.overview import session_state_words
from meetings.web.desk.sides import Side, compare, plain_words, settle
from meetings.web.errors import sentence
from meetings.web.pages import OWN_NAMES

blueprint = Blueprint("desk_board_sessions", __name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, where in the form, choices where an hour comes twice, and both sides."""

    words: str
    field: str
    status: int
    choices: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()


@blueprint.get(f"{ADDRESS}/new")
def ask_new(lang: str, programme: str) -> AnyResponse:
    """Show the form for a new session, with times that the address may propose; or that of a session for them."""
    found = here(programme, Act.EDIT)
    session = request.args.get("session", "")
    if session:
        one = session_here(found, session)
        query = request.query_string.decode("utf-8", "replace")
        page = "" if one.state == SessionState.DRAFT else "/move"
        return redirect(f"/{lang}/desk/{programme}/board/session/{one.slug}{page}?{query}", 302)
    draft = drafts.taken_up()
    proposed = proposed_rows(request.args, (), found.board.programme.zone)
    return _page(found, None, form=draft if draft is not None else proposed, is_typed=draft is not None)


@blueprint.post(f"{ADDRESS}/new")
def begin(lang: str, programme: str) -> AnyResponse:
    """Begin a session with its times, as a draft."""
    found = here(programme, Act.EDIT)
    try:
        given = typed_session(request.form)
        _check_given(found, given)
        now, once = found.moment.now, request.form.get("once", "")
        apart = not found.edits.covers(found.slug, None, ())
        (slug,) = services.create(programme, [given], now, staff().actor, once=once, apart=apart)
    except errors.DoneBefore:
        return redirect(f"/{lang}/desk/{programme}/board?done=create#done", 303)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(found, None, form=request.form, problem=_problem(refusal, lang))
    return redirect(f"/{lang}/desk/{programme}/board?done=create#s-{slug}", 303)


@blueprint.get(f"{ADDRESS}/session/<session>")
def ask(lang: str, programme: str, session: str) -> Response:
    """Show a session with everything that can be changed of it here."""
    found = here(programme, Act.EDIT)
    facts = _facts(found, session)
    draft = drafts.taken_up()
    proposed = proposed_rows(request.args, facts.slots, found.board.programme.zone)
    form = draft if draft is not None else proposed
    return _page(found, facts, form=form, is_typed=draft is not None)


@blueprint.post(f"{ADDRESS}/session/<session>")
def change(lang: str, programme: str, session: str) -> AnyResponse:
    """Change a session; of a draft its times too."""
    found = here(programme, Act.EDIT)
    facts = _facts(found, session)
    form = settle(request.form, stored_fields(facts))
    try:
        if form.get("mark") != facts.mark:
            raise errors.Stale(current=facts.revision)
        given = typed_session(form, facts.slots)
        _check_given(found, given)
        services.edit(programme, session, given, facts.mark, found.moment.now, staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        found = here(programme, Act.EDIT)
        facts = _facts(found, session)
        problem = _problem(refusal, lang, _sides(refusal, found, facts, form))
        return _page(found, facts, form=form, problem=problem)
    return redirect(f"/{lang}/desk/{programme}/board?done=edit#s-{session}", 303)


@blueprint.post(f"{ADDRESS}/session/<session>/duplicate")
def duplicate(lang: str, programme: str, session: str) -> AnyResponse:
    """Begin a session again some weeks later, with all its times, as a draft."""
    found = here(programme, Act.EDIT)
    facts = _facts(found, session)
    try:
        weeks = typed_count(request.form, "weeks", -MOST_WEEKS, MOST_WEEKS)
        now, once = found.moment.now, request.form.get("once", "")
        apart = not found.edits.covers(found.slug, None, ())
        slug = duplicate_session(programme, session, weeks, now, staff().actor, once=once, apart=apart)
    except errors.DoneBefore:
        return redirect(f"/{lang}/desk/{programme}/board?done=create#done", 303)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(found, facts, problem=Problem(sentence(refusal), "weeks", refusal.status))
    return redirect(f"/{lang}/desk/{programme}/board/session/{slug}?done=create#done", 303)


def _facts(found: Here, session: str) -> SessionFacts:
    """Give a session that whoever is signed in may change.

    Raises: NotAllowed, NotFound.
    """
    return session_facts(found.slug, session_here(found, session).slug)


def _check_given(found: Here, given: SessionGiven) -> None:
    """Refuse to put a session out of one's own reach.

    Raises: NotAllowed, with field `stream`; NotAChoice.
    """
    stream = given.fields["stream"]
    if stream is not None and stream not in {one.slug for one in found.board.streams}:
        raise errors.NotAChoice(field="stream", value=str(stream)[:40])
    try:
        check_within(found, stream, given.fields["partners"])
    except errors.NotAllowed:
        raise errors.NotAllowed(field="stream") from None


def _problem(refusal: errors.Refused, lang: str, sides: tuple[Side, ...] = ()) -> Problem:
    choices: Any = refusal.values.get("choices", ()) if refusal.code == "ambiguous_time" else ()
    field = (refusal.field or "").partition("[")[0].replace(".", "-")
    field = f"{field}-{lang}" if field in TEXTS else field
    return Problem(sentence(refusal), field, refusal.status, tuple(choices), sides)


def _sides(
    refusal: errors.Refused, found: Here, facts: SessionFacts, form: MultiDict[str, str]
) -> tuple[Side, ...]:
    """Give every field that differs on all sides; of times, how they stand."""
    if not isinstance(refusal, errors.Stale):
        return ()
    seen = form.get("revision", "")
    known = seen.isascii() and seen.isdigit() and len(seen) < 10
    stood = facts_at(f"session:{found.slug}/{facts.slug}", int(seen)) if known else {}
    now = stored_fields(facts)
    mine: dict[str, Any] = {
        name: form.getlist(name) if name in LISTS else form.get(name, "").replace("\r\n", "\n").strip()
        for name in now
    }
    before = {name: value for name, value in now.items() if name != "stream" or "stream_id" not in stood}
    sides = compare(
        _labels(found),
        now,
        mine,
        was=before | earlier_fields(stood),
        word=lambda name, value: _worded(name, value, found),
    )
    was = form.get("seen", "")[:300]
    stands = days_line(facts.slots, found.board.programme, found.moment) or "–"
    return (*sides, *([Side(_("Times"), was, stands, "")] if was and was != stands else []))


def _labels(found: Here) -> dict[str, str]:
    names = {"title": _("Title"), "abstract": _("Abstract")}
    texts = {
        f"{name}-{code}": _("%(what)s, %(language)s", what=names[name], language=OWN_NAMES[code])
        for name in TEXTS
        for code in OWN_NAMES
    }
    return {
        **texts,
        "stream": _("Stream"),
        "partners": _("Partners"),
        "articles": _("Articles"),
        "languages": _("Spoken languages"),
        "interpreted": _("Interpretation into"),
    }


def _worded(name: str, value: Any, found: Here) -> str:
    lang = found.moment.reader.language
    if name in LISTS:
        return plain_words(name, [language_name(one, lang) for one in value if one in OWN_NAMES])
    if name == "stream":
        titles = {one.slug: one.title for one in found.board.streams}
        return plain_words(name, titles.get(value, {}).get(lang) or value)
    return plain_words(name, value)


def _page(
    found: Here,
    facts: SessionFacts | None,
    *,
    form: MultiDict[str, str] | None = None,
    is_typed: bool = True,
    problem: Problem | None = None,
) -> Response:
    programme, slots = found.board.programme, facts.slots if facts else ()
    typed = form if form is not None and is_typed else None
    fields: Mapping[str, Any] = stored_fields(facts) if facts else own_fields(found)
    has_times = facts is None or is_draft(facts)
    html = render_template(
        "desk/board_session.html",
        programme=programme,
        session=facts,
        state=session_state_words(SessionState(facts.state)) if facts else "",
        value=lambda name: typed.get(name, "") if typed is not None else fields.get(name, ""),
        chosen=lambda name: typed.getlist(name) if typed is not None else fields.get(name, []),
        has_times=has_times,
        rows=time_rows(slots if has_times else (), form, programme.zone),
        held=form.get("held", held_as(slots)) if form is not None else held_as(slots),
        has_own_parts=held_as(slots) not in ("again", "parts"),
        seen=days_line(slots, programme, found.moment),
        mark=_kept(typed, "mark", facts.mark if facts else "", problem),
        revision=_kept(typed, "revision", str(facts.revision) if facts else "", problem),
        streams=found.streams,
        may_be_in_none=found.edits.covers(found.slug, None, found.partners),
        most=(TITLE_LENGTH, TEXT_LENGTH),
        once=token_hex(8),
        drafts=drafts.offered(),
        done=done_words(request.args.get("done", "")),
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)


def _kept(typed: MultiDict[str, str] | None, name: str, stands: str, problem: Problem | None) -> str:
    """Give what the form has seen: of a draft, what it had seen then; of a stale save, what stands now."""
    if typed is None or (problem and problem.status == errors.Stale.status):
        return stands
    return typed.get(name, stands)
