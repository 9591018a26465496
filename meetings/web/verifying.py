"""Checking a paper by its code: what it tells strangers, which is little, and whether a name is the one on it."""

from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.certificates import Standing, is_name, masked_name, read_code
from meetings.domain.errors import NotFound
from meetings.domain.zones import to_local
from meetings.formats.certificates import facts_of, word
from meetings.formats.times import date_range_words, date_words
from meetings.queries.certificates import CertificateShown, certificate
from meetings.services.failed_tries import GUESSES, NAMES
from meetings.web.cop.verifying import Checked, checked, read_code_of_paper
from meetings.web.pages import LANG
from meetings.web.readers import current_reader, settle_reader

blueprint = Blueprint("verifying", __name__)
ADDRESS: Final = f"/{LANG}/verify"
SHOWN_LENGTH: Final = 60
LONGEST_NAME: Final = 300


@blueprint.get(ADDRESS)
def ask(lang: str) -> AnyResponse:
    """Show one field for a code, or lead to the page of the one that was typed."""
    settle_reader()
    typed = request.args.get("code", "").strip()
    if typed:
        known = read_code(typed) or read_code_of_paper(typed) or _inert(typed)
        return redirect(f"/{lang}/verify/{known}", 303)
    return _answer(render_template("public/verify.html", state="", typed=""))


@blueprint.get(f"{ADDRESS}/<code>")
def verify(lang: str, code: str) -> Response:
    """Say whether a code is that of a certificate, badge or letter, what of, and the initials on it."""
    return _page(code)


@blueprint.post(f"{ADDRESS}/<code>")
def compare(lang: str, code: str) -> Response:
    """Say whether a name is the one on the certificate; only who knows it sees it."""
    return _page(code, request.form.get("name", "")[:LONGEST_NAME])


def _page(code: str, name: str = "") -> Response:
    settle_reader()
    waits = max(GUESSES.waits(), NAMES.waits())
    if waits:
        return _resting(code, waits)
    paper = checked(code, name)
    if paper is not None:
        return _paper_page(paper, name)
    shown = _found(code)
    if shown is None:
        waits = GUESSES.fail()
        return _resting(code, waits) if waits else _answer(_template(Standing.UNKNOWN, code), 404)
    is_right = bool(name) and shown.standing != Standing.WITHDRAWN and is_name(shown.name, name)
    if name and not is_right and (waits := NAMES.fail()):
        return _resting(code, waits)
    page = _template(shown.standing, shown.code, **_facts(shown, is_right), name=name, is_right=is_right)
    return _answer(page, 422 if name and not is_right else 200)


def _paper_page(paper: Checked, name: str) -> Response:
    """Say of a badge or letter whether it holds, for which segment, and whether a name is the one on it."""
    is_wrong = bool(name) and paper.takes_name and not paper.is_right
    if is_wrong and (waits := NAMES.fail()):
        return _resting(paper.code, waits)
    segment, lang = paper.segment, current_reader().language
    dates = date_range_words(segment.starts_on, segment.ends_on, lang) if segment else ""
    page = render_template("public/verify_paper.html", it=paper, name=name, dates=dates)
    return _answer(page, 422 if is_wrong else 200)


def _found(code: str) -> CertificateShown | None:
    """Give the certificate of a code; one that was mistyped is never looked for."""
    known = read_code(code)
    try:
        return certificate(known) if known else None
    except NotFound:
        return None


def _facts(shown: CertificateShown, is_right: bool) -> dict[str, Any]:
    """Give what the page may tell: of a certificate that stands, its session and initials; else only since when."""
    lang, zone = current_reader().language, shown.session.zone
    if shown.standing == Standing.WITHDRAWN:
        return {}
    outside = current_app.extensions["outside"]
    ended = date_words(to_local(shown.ended_at, zone).date(), lang) if shown.ended_at else ""
    return {
        "it": word(facts_of(shown, outside.base_url, outside.site_name), lang),
        "shown_name": shown.name if is_right else masked_name(shown.name),
        "ended": ended,
        "programme": shown.session,
    }


def _template(state: Standing, code: str, **facts: Any) -> str:
    return render_template("public/verify.html", state=str(state), typed=code[:SHOWN_LENGTH], **facts)


def _resting(code: str, seconds: int) -> Response:
    words = _("There were too many tries from your network. Please wait a few minutes.")
    page = render_template("public/verify.html", state="", typed=code[:SHOWN_LENGTH], problem=words)
    answer = _answer(page, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _answer(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _inert(typed: str) -> str:
    """Give what was typed as one step of an address, so that its page can say that it is none."""
    return "".join(letter for letter in typed if letter.isalnum() or letter == "-")[:SHOWN_LENGTH] or "-"
