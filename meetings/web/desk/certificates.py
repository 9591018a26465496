"""Certificates of a programme: the rule, who has earned and who has one, revoking, and files of many at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.certificates import Kind, Standing
from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import Act, may, reach
from meetings.extensions import db
from meetings.formats.certificates import facts_of, word
from meetings.formats.languages import marked
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.formats.times import language_name
from meetings.queries import certificates as queries
from meetings.queries import desk
from meetings.queries.certificate_grounds import sessions_in
from meetings.queries.certificates import GONE, Asked, CertificateShown
from meetings.queries.jobs import jobs_of
from meetings.services import certificates as services
from meetings.services.certificate_files import ask_for_files
from meetings.web.certificates import pdf_answer
from meetings.web.desk.access import Moment, allowed, at_desk, open_here, staff
from meetings.web.desk.changes import instant_words
from meetings.web.desk.jobs import job_line
from meetings.web.desk.people import page_asked
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES

blueprint = Blueprint("desk_certificates", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/certificates"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in the list, in words; `may_change`, where whoever looks may revoke it."""

    it: CertificateShown
    kind: str
    state: str
    issued: str
    ended: str
    may_change: bool


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the rule, the sessions, and the certificates, narrowed by name, session and state."""
    return _page(programme, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Do what a form of the page asks; what was refused comes back as it was typed."""
    desk.programme(programme)
    open_here(Act.EDIT, programme)
    act = request.form.get("act", "")
    try:
        if act not in ACTS:
            raise errors.NotAChoice(field="act", value=act[:20])
        done = ACTS[act](programme, datetime.now(UTC))
    except errors.Refused as refusal:
        db.session.rollback()
        if isinstance(refusal, errors.NotAllowed):
            raise
        return _page(programme, problem=refusal)
    if done.startswith("/"):
        return redirect(f"/{lang}{done}", 303)
    return redirect(f"/{lang}/desk/{programme}/certificates?done={done}#done", 303)


@blueprint.get(f"{ADDRESS}.csv")
def table(lang: str, programme: str) -> Response:
    """Give the list as a table for spreadsheets, all of it."""
    return _file(
        programme, "csv", "text/csv; charset=utf-8", lambda _title, head, rows: csv_bytes(head, rows)
    )


@blueprint.get(f"{ADDRESS}.xlsx")
def workbook(lang: str, programme: str) -> Response:
    """Give the list as a workbook, all of it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(programme, "xlsx", kind, xlsx_bytes)


@blueprint.get(f"{ADDRESS}/<code>.pdf")
def file(lang: str, programme: str, code: str) -> Response:
    """Give one certificate as PDF, in the language of the address."""
    shown = _here(Act.PEOPLE, programme, code)
    if shown.standing != Standing.VALID:
        raise errors.NotFound()
    return pdf_answer(shown, lang)


def _set_rule(programme: str, now: datetime) -> str:
    holder = allowed(Act.EDIT, programme)
    version = request.form.get("version", 0, type=int)
    services.set_rule(programme, request.form.get("percent", ""), version, now, holder.actor)
    return "rule"


def _issue(programme: str, now: datetime) -> str:
    """Issue what was earned in a session within reach."""
    session = request.form.get("session", "")
    where = reach(staff(), Act.EDIT)
    if session not in {one.slug for one in desk.sessions(programme, where)}:
        raise errors.NotAllowed()
    return f"issued&count={services.issue_all(programme, session, now, staff().actor)}"


def _revoke(programme: str, now: datetime) -> str:
    shown = _here(Act.EDIT, programme, request.form.get("code", ""))
    services.revoke(shown.code, request.form.get("reason", ""), now, staff().actor)
    return "revoked"


def _again(programme: str, now: datetime) -> str:
    shown = _here(Act.EDIT, programme, request.form.get("code", ""))
    services.reissue(shown.code, now, staff().actor)
    return "again"


def _bundle(programme: str, now: datetime) -> str:
    """Ask for the files of all that stand among what is shown."""
    where, language = reach(staff(), Act.EDIT), request.form.get("language", "")
    asked = _asked(request.form.get)
    job = ask_for_files(programme, where, asked, language, now=now, actor=staff().actor)
    return f"/desk/job/{job}"


ACTS: Final[dict[str, Callable[[str, datetime], str]]] = {
    "rule": _set_rule,
    "issue": _issue,
    "revoke": _revoke,
    "again": _again,
    "bundle": _bundle,
}
DONE: Final[dict[str, Callable[[int], str]]] = {
    "rule": lambda _count: _("Saved. What was issued stays as it is."),
    "issued": lambda count: ngettext("%(num)d certificate is new.", "%(num)d certificates are new.", count),
    "revoked": lambda _count: _("Revoked. Its code says so from now on."),
    "again": lambda _count: _("Made anew. The old code is valid no more."),
}


def _here(act: Act, programme: str, code: str) -> CertificateShown:
    """Give a certificate of a programme, if whoever is signed in may do this with its session.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this in all of the programme.
    """
    where = open_here(act, programme)
    try:
        shown = queries.certificate(code)
    except errors.NotFound:
        if where.covers(programme):
            raise
        raise errors.NotAllowed() from None
    session = shown.session
    if session.programme != programme or not where.covers(programme, session.stream, session.partners):
        raise errors.NotAllowed()
    return shown


def _asked(get: Callable[..., str | None]) -> Asked:
    return Asked(**{name: (get(name, "") or "").strip()[:200] for name in ("text", "session", "state")})


def _page(slug: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    programme, where = desk.programme(slug), open_here(Act.PEOPLE, slug)
    moment, holder = at_desk(programme), staff()
    asked = _asked(request.args.get)
    rule = queries.rule_of(slug)
    html = render_template(
        "desk/certificates.html",
        programme=programme,
        rule=rule,
        may_edit=reach(holder, Act.EDIT).touches(slug),
        may_edit_all=may(holder, Act.EDIT, slug),
        sessions=sessions_in(slug, where, moment.now),
        editable={one.slug for one in desk.sessions(slug, reach(holder, Act.EDIT))},
        pages=(pages := queries.certificates_in(slug, where, asked, page_asked(), moment.now)),
        lines=_lines(pages.shown, moment),
        asked=asked,
        address=_address(asked),
        states=_states(),
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        jobs=[job_line(one, moment) for one in jobs_of(holder.actor, f"programme:{slug}")],
        problem=problem,
        words=sentence(problem) if problem else "",
        sides=_sides(problem, rule.percent),
        typed=request.form,
        done=DONE[done](request.args.get("count", 0, type=int)) if done in DONE and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _sides(problem: errors.Refused | None, percent: int) -> tuple[Side, ...]:
    if not isinstance(problem, errors.Stale):
        return ()
    return compare({"percent": _("Share in percent")}, {"percent": str(percent)}, request.form)


def _lines(shown: Iterable[CertificateShown], moment: Moment) -> list[Line]:
    where = reach(staff(), Act.EDIT)
    return [
        Line(
            it=one,
            kind=_("Panellist") if one.kind == Kind.PANELIST else _("Attendance"),
            state=_("Valid, but rests on nothing any more") if one.is_gone else dict(_states())[one.standing],
            issued=instant_words(one.issued_at, moment),
            ended=instant_words(one.ended_at, moment) if one.ended_at else "",
            may_change=where.covers(one.session.programme, one.session.stream, one.session.partners),
        )
        for one in shown
    ]


def _states() -> list[tuple[str, str]]:
    return [
        (Standing.VALID, _("Valid")),
        (GONE, _("Valid, but rests on nothing any more")),
        (Standing.REVOKED, _("Revoked")),
        (Standing.REPLACED, _("Replaced")),
        (Standing.WITHDRAWN, _("Withdrawn by erasing")),
    ]


def _address(asked: Asked) -> str:
    """Write what is asked for as it follows `?` in an address."""
    pairs = (("text", asked.text), ("session", asked.session), ("state", asked.state))
    return urlencode([pair for pair in pairs if pair[1]])


def _file(
    slug: str,
    ending: str,
    kind: str,
    write: Callable[[str, Row, Iterable[Row]], bytes],
) -> Response:
    programme, where = desk.programme(slug), open_here(Act.PEOPLE, slug)
    moment = at_desk(programme)
    found = queries.all_in(slug, where, _asked(request.args.get), moment.now)
    lang = moment.reader.language
    content = write(_("Certificates"), _head(), (_row(one, lang) for one in found))
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-certificates.{ending}"'
    return answer


def _head() -> Row:
    return (
        _("Name"),
        _("Code"),
        _("Session"),
        _("Kind"),
        _("Language"),
        _("Share in percent"),
        _("Minutes attended"),
        _("Minutes scheduled"),
        _("Issued (UTC)"),
        _("State"),
        _("Ended (UTC)"),
        _("Reason"),
        _("To be checked at"),
    )


def _row(one: CertificateShown, lang: str) -> Row:
    outside = current_app.extensions["outside"]
    return (
        one.name,
        one.code,
        marked(one.session.title, lang),
        _("Panellist") if one.kind == Kind.PANELIST else _("Attendance"),
        language_name(one.language, lang),
        one.percent,
        one.seconds // 60,
        one.minutes,
        one.issued_at,
        _("Valid, but rests on nothing any more") if one.is_gone else dict(_states())[one.standing],
        one.ended_at,
        one.why,
        word(facts_of(one, outside.base_url, outside.site_name), lang).address,
    )
