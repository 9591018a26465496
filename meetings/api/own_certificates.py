"""One's own certificates, by the token of one's own link: taken, given as a file, and made anew with another name."""

from datetime import UTC, datetime
from typing import Any

from flask import Response

from meetings.api.access import outside
from meetings.api.bearers import acted, blueprint_of, instant_of, person_here
from meetings.api.described import FILE
from meetings.api.mine_shapes import (
    MyCertificateOut,
    MyCertificatesOut,
    MyCertificateTakeIn,
    MyLanguageQuery,
    MyNameIn,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn
from meetings.domain.certificates import Standing
from meetings.domain.errors import NotAChoice, NotAllowed, NotFound
from meetings.domain.registrations import check_language
from meetings.formats.certificates import TEMPLATE, facts_of, paper
from meetings.queries import certificates as queries
from meetings.queries.certificates import CertificateShown, Certified
from meetings.services import certificates as services

blueprint = blueprint_of("own_certificates", "My certificates, by the token of my own link.")
AT = "/people/me/certificates"


@blueprint.route(AT, methods=["GET"])
@blueprint.response(200, MyCertificatesOut)
@blueprint.doc(security=BEARER)
def certificates() -> dict[str, Any]:
    """List the certificates I have or may take."""
    person_id = person_here()
    may_correct = not queries.was_corrected(person_id)
    found = queries.certified(person_id, datetime.now(UTC))
    return {"items": [_certified(one, may_correct=may_correct) for one in found]}


@blueprint.route(AT, methods=["POST"])
@blueprint.arguments(MyCertificateTakeIn)
@blueprint.response(201, MyCertificateOut)
@blueprint.doc(security=BEARER)
def take(body: dict[str, Any]) -> dict[str, Any]:
    """Take the certificate that I earned in a session; asked for again, it is the same one."""
    person_id, now = person_here(), datetime.now(UTC)
    own = [
        one
        for one in queries.certified(person_id, now)
        if (one.session.programme, one.session.slug) == (body["programme"], body["session"])
    ]
    if not own:
        raise NotAChoice(field="session", value=body["session"][:40])
    code = services.issue(person_id, own[0].session.id, now, "person")
    acted(person_id)
    return _shown(_own(person_id, code))


@blueprint.route(f"{AT}/<code>")
@blueprint.response(200, MyCertificateOut)
@blueprint.doc(security=BEARER)
def certificate(code: str) -> dict[str, Any]:
    """Read a certificate of mine."""
    return _shown(_own(person_here(), code))


@blueprint.route(f"{AT}/<code>/reissue", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyCertificateOut)
@blueprint.doc(security=BEARER)
def reissue(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Make a certificate anew with my name as it is now; the old code says that another took its place."""
    person_id = person_here()
    _own(person_id, code)
    new = services.reissue(code, datetime.now(UTC), "person")
    acted(person_id)
    return _shown(_own(person_id, new))


@blueprint.route(f"{AT}/<code>/name", methods=["POST"])
@blueprint.arguments(MyNameIn)
@blueprint.response(200, MyCertificateOut)
@blueprint.doc(security=BEARER)
def correct_name(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Put my name right, once; it is mine everywhere from then on."""
    person_id = person_here()
    _own(person_id, code)
    new = services.correct_name(code, body["name"], person_id, datetime.now(UTC))
    acted(person_id)
    return _shown(_own(person_id, new))


@blueprint.route(f"{AT}/<code>/file")
@blueprint.arguments(MyLanguageQuery, location="query")
@blueprint.response(200, FILE, content_type="application/pdf")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@blueprint.doc(security=BEARER)
def file(query: dict[str, Any], code: str) -> Response:
    """Give a certificate that stands as PDF, in the language asked for, else its own."""
    shown = _own(person_here(), code)
    if shown.standing != Standing.VALID:
        raise NotFound()
    language = check_language(query["language"] or shown.language)
    return pdf_of(shown, language)


def pdf_of(shown: CertificateShown, language: str) -> Response:
    """Give a certificate as a file in a language."""
    facts = facts_of(shown, outside().base_url, outside().site_name)
    pdf = outside().typesetter.pdf(TEMPLATE, paper([facts], language))
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{shown.code}-{language}.pdf"'
    return answer


def _own(person_id: int, code: str) -> CertificateShown:
    """Give a certificate to its person; one that is not there answers like one of somebody else.

    Raises: NotAllowed.
    """
    try:
        shown = queries.certificate(code)
    except NotFound:
        raise NotAllowed() from None
    if shown.person_id != person_id:
        raise NotAllowed()
    return shown


def _certified(one: Certified, *, may_correct: bool) -> dict[str, Any]:
    if one.certificate is not None:
        return _shown(one.certificate, may_correct=may_correct)
    return {
        "programme": one.session.programme,
        "session": one.session.slug,
        "title": one.session.title,
        "kind": one.kind,
        "percent": one.percent,
        **dict.fromkeys(("code", "state", "name", "issued_at")),
        "may_correct_name": may_correct,
    }


def _shown(one: CertificateShown, *, may_correct: bool | None = None) -> dict[str, Any]:
    corrects = not queries.was_corrected(one.person_id) if may_correct is None else may_correct
    return {
        "programme": one.session.programme,
        "session": one.session.slug,
        "title": one.session.title,
        "kind": one.kind,
        "percent": one.percent,
        "code": one.code,
        "state": one.standing,
        "name": one.name,
        "issued_at": instant_of(one.issued_at),
        "may_correct_name": corrects,
    }
