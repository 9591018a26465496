"""One's own certificates: taken, read, printed, and made anew for a name put right, by the link of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.certificates import Kind, Standing
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound, Refused
from meetings.extensions import db
from meetings.formats.certificates import TEMPLATE, facts_of, paper, word
from meetings.queries import certificates as queries
from meetings.queries import registrations as people
from meetings.queries.certificates import CertificateShown, Certified
from meetings.queries.links import bearer_of
from meetings.services import certificates as services
from meetings.services.people import prove_mailboxes
from meetings.web.errors import sentence
from meetings.web.mine_acts import Asked
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.readers import current_reader, settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("certificates", __name__)
ADDRESS: Final = f"/{LANG}/me/<token>/certificate/<code>"


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate on the page of a person: where it is, or by which session it is asked for."""

    title: dict[str, str]
    is_panelist: bool
    session: str
    address: str
    is_revoked: bool


@blueprint.get(ADDRESS)
def show(lang: str, token: str, code: str) -> Response:
    """Show a certificate as it is printed, with its file in six languages."""
    return _page(token, code)


@blueprint.post(ADDRESS)
def change(lang: str, token: str, code: str) -> AnyResponse:
    """Make it anew with the name as it is now, or put the name right, once."""
    person_id, now = _person(token), datetime.now(UTC)
    _own(person_id, code)
    try:
        if request.form.get("act") == "name":
            new = services.correct_name(code, request.form.get("name", ""), person_id, now)
        else:
            new = services.reissue(code, now, "person")
        prove_mailboxes(person_id, now)
    except Refused as refusal:
        db.session.rollback()
        return _page(token, code, refusal)
    return redirect(f"/{lang}/me/{token}/certificate/{new}", 303)


@blueprint.get(f"{ADDRESS}.pdf")
def file(lang: str, token: str, code: str) -> Response:
    """Give a certificate as PDF, in the language of the address."""
    shown = _own(_person(token), code)
    if shown.standing != Standing.VALID:
        raise NotFound()
    return pdf_answer(shown, lang)


def pdf_answer(shown: CertificateShown, lang: str) -> Response:
    """Give a certificate as a file in a language."""
    outside = current_app.extensions["outside"]
    facts = facts_of(shown, outside.base_url, outside.site_name)
    answer = Response(outside.typesetter.pdf(TEMPLATE, paper([facts], lang)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{shown.code}-{lang}.pdf"'
    return answer


def shown_to(person_id: int, token: str, now: datetime) -> list[CertificateLine]:
    """Give the certificates that somebody has or may have, for their page."""
    return [_line(one, token) for one in queries.certified(person_id, now)]


def _line(one: Certified, token: str) -> CertificateLine:
    own, lang = one.certificate, current_reader().language
    is_valid = own is not None and own.standing == Standing.VALID
    return CertificateLine(
        title=one.session.title,
        is_panelist=one.kind == Kind.PANELIST,
        session=f"{one.session.programme}/{one.session.slug}",
        address=f"/{lang}/me/{token}/certificate/{own.code}" if own and is_valid else "",
        is_revoked=own is not None and own.standing == Standing.REVOKED,
    )


def take(asked: Asked) -> AnyResponse:
    """Give somebody the certificate of a session, and lead there."""
    named = request.form.get("session", "")
    own = [
        one
        for one in queries.certified(asked.person_id, asked.now)
        if f"{one.session.programme}/{one.session.slug}" == named
    ]
    if not own:
        raise NotFound()
    code = services.issue(asked.person_id, own[0].session.id, asked.now, "person")
    return redirect(f"/{asked.lang}/me/{asked.token}/certificate/{code}", 303)


ACTS: Final[dict[str, Callable[[Asked], str | AnyResponse]]] = {"certificate": take}


def _person(token: str) -> int:
    return people.person_of(bearer_of(token, "me", keys())).id


def _own(person_id: int, code: str) -> CertificateShown:
    """Give a certificate to its person.

    Raises: NotFound, for one of somebody else, too.
    """
    shown = queries.certificate(code)
    if shown.person_id != person_id:
        raise NotFound()
    return shown


def _page(token: str, code: str, problem: Refused | None = None) -> Response:
    shown = _own(_person(token), code)
    reader, outside = settle_reader(), current_app.extensions["outside"]
    page = render_template(
        "public/certificate.html",
        it=word(facts_of(shown, outside.base_url, outside.site_name), reader.language),
        shown=shown,
        programme=shown.session,
        is_valid=shown.standing == Standing.VALID,
        is_other_name=shown.name != shown.person_name,
        may_correct=not queries.was_corrected(shown.person_id),
        mine=f"/{reader.language}/me/{token}",
        files=[(one, OWN_NAMES[one], f"/{one}/me/{token}/certificate/{shown.code}.pdf") for one in LANGUAGES],
        problem=sentence(problem) if problem else "",
        field=problem.field if problem else "",
        typed=request.form.get("name", "")[:200],
    )
    return make_response(page, problem.status if problem else 200)
