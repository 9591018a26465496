"""Applying for a body to be admitted to a conference: the form, and the answer with a code."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES, ProgrammeKind
from meetings.domain.cop.admissions_errors import NoConference, NoStatutes
from meetings.domain.errors import NotFound, Refused, TooLarge
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import date_words
from meetings.queries import desk as programmes
from meetings.queries.cop.admissions import rule_of
from meetings.queries.desk import ProgrammeRow
from meetings.services.cop import admissions as services
from meetings.services.cop.admissions import ApplicationGiven, check_application
from meetings.services.cop.observers import BODIES
from meetings.web.cop.scans import MOST_MB, kept_scan
from meetings.web.desk.uploads import sent
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT, is_doubtful, made_at
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.readers import settle_reader
from meetings.web.registrations import country_choices

blueprint = Blueprint("applying", __name__)
ADDRESS: Final = f"/{LANG}/<programme>/observers/apply"
# Beside the file, a form is short.
MOST_BYTES: Final = (MOST_MB + 1) * 1_000_000


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that is to be corrected, and why."""

    field: str
    words: str


@blueprint.get(ADDRESS)
def ask(lang: str, programme: str) -> Response:
    """Show the form."""
    return _page(_conference(programme))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def send(lang: str, programme: str) -> Response:
    """Keep the application, and answer with its code; or show the form again with what was typed."""
    shown = _conference(programme)
    if (request.content_length or 0) > MOST_BYTES:
        return _page(shown, [_wrong(TooLarge(field="statutes", most=MOST_MB))], 413, is_read=False)
    request.max_content_length = MOST_BYTES
    now = datetime.now(UTC)
    if is_doubtful(request.form, now):
        return _page(shown, [Wrong("", _("Please send the form once more."))], 422)
    given = _given(programme, lang)
    problems = [_wrong(one) for one in check_application(given)]
    if not sent("statutes"):
        problems.append(_wrong(NoStatutes(field="statutes")))
    if problems:
        return _page(shown, problems, 422)
    try:
        with kept_scan("statutes", "applications") as file:
            code = services.apply(given, [file], now)
    except NoConference:
        abort(404)
    except Refused as refusal:
        db.session.rollback()
        return _page(shown, [_wrong(refusal)], refusal.status)
    answer = render_template(
        "cop/applied.html",
        programme=shown,
        code=code,
        name=given.name.strip(),
        email=given.contact_email.strip(),
    )
    return make_response(answer)


def _conference(slug: str) -> ProgrammeRow:
    try:
        found = programmes.programme(slug)
    except NotFound:
        abort(404)
    if found.kind != ProgrammeKind.CONFERENCE or not found.published:
        abort(404)
    settle_reader(found)
    return found


def _given(programme: str, lang: str) -> ApplicationGiven:
    form = request.form
    return ApplicationGiven(
        programme=programme,
        name=form.get("name", ""),
        category=form.get("category", ""),
        field=form.get("field", ""),
        contact_name=form.get("contact_name", ""),
        contact_email=form.get("email", ""),
        language=form.get("language", lang),
        acronym=form.get("acronym", ""),
        country=form.get("country", ""),
        address=form.get("address", ""),
    )


def _wrong(refusal: Refused) -> Wrong:
    return Wrong(refusal.field or "", sentence(refusal))


def _page(
    shown: ProgrammeRow, wrong: list[Wrong] | None = None, status: int = 200, *, is_read: bool = True
) -> Response:
    lang, now = settle_reader(shown).language, datetime.now(UTC)
    until = rule_of(shown.slug).until
    html = render_template(
        "cop/apply.html",
        programme=shown,
        typed=request.form if is_read and request.method == "POST" else {},
        wrong=wrong or [],
        errors={one.field: one.words for one in wrong or []},
        until=date_words(until, lang) if until else "",
        is_late=until is not None and now.date() > until,
        categories=[(one, category_words(one)) for one in BODIES],
        countries=country_choices(lang),
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        most=MOST_MB,
        honeypot=HONEYPOT,
        made=made_at(now, again=bool(wrong)),
    )
    return make_response(html, status)
