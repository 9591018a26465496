"""Announcements in six languages, to look at, copy and take along; and where a session was announced elsewhere."""

from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES, SessionState
from meetings.domain.permissions import Act, reach
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.announcement import Announcement, announcement
from meetings.formats.times import date_words, day_words, hour_words, language_name
from meetings.queries import desk as programmes
from meetings.queries.announcements import Announced, announced
from meetings.queries.desk import ProgrammeRow, VersionRow
from meetings.services import announcements as services
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.announced import facts_of, old_lines, who
from meetings.web.desk.overview import session_state_words
from meetings.web.errors import sentence
from meetings.web.numbers import row_number
from meetings.web.pages import LANG, OWN_NAMES, static_address

blueprint = Blueprint("desk_announcements", __name__)
SEASON: Final = f"/{LANG}/desk/<programme>/announcements"
ADDRESS: Final = f"/{LANG}/desk/<programme>/session/<session>/announcement"
OTHER: Final = "other"


@blueprint.get(SEASON)
def season(lang: str, programme: str) -> str:
    """Show the sessions of a season, each with the way to its announcement, and all texts to take along."""
    shown, where = programmes.programme(programme), open_here(Act.SEE, programme)
    at_desk(shown)
    rows = [
        {
            "session": one.session,
            "state": session_state_words(SessionState(one.state)),
            "lacks": [code for code in LANGUAGES if announcement(facts_of(shown, one), code).lacks],
            "count": len(one.announcements),
            "old": sum(bool(each.old) for each in one.announcements),
        }
        for one in announced(programme, where)
    ]
    return render_template("desk/announcements.html", programme=shown, rows=rows)


@blueprint.get(f"{SEASON}.txt")
def season_text(lang: str, programme: str) -> Response:
    """Give the announcements of all sessions as plain text, in one language (`?in=fr`) or in all."""
    shown, where = programmes.programme(programme), open_here(Act.SEE, programme)
    return _file(shown, announced(programme, where), programme)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, session: str) -> Response:
    """Show the announcement of a session in six languages, and where it was announced."""
    return _page(programme, session, done=request.args.get("done", ""))


@blueprint.get(f"{ADDRESS}.txt")
def text(lang: str, programme: str, session: str) -> Response:
    """Give the announcement as plain text, in one language (`?in=fr`) or in all."""
    shown, where = programmes.programme(programme), open_here(Act.SEE, programme)
    return _file(shown, announced(programme, where, session), f"{programme}-{session}")


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, session: str) -> AnyResponse:
    """Keep where the session was announced, or take it away; what is refused comes back as it was typed."""
    programmes.programme(programme)
    (one,) = announced(programme, open_here(Act.EDIT, programme), session)
    moment, act = at_desk(), request.form.get("act", "")
    try:
        if act == "remove":
            number = request.form.get("announcement", 0, type=row_number)
            services.remove(programme, session, number, moment.now, staff().actor)
        elif act == "add":
            services.add(programme, session, _typed(one, moment), moment.now, staff().actor)
        else:
            raise errors.NotAChoice(field="act", value=act[:20])
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, session, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/session/{session}/announcement?done={act}#elsewhere", 303)


def _typed(one: Announced, moment: Moment) -> services.New:
    """Read what was typed.

    Raises: Missing, NotATime, NotAChoice.
    """
    form = request.form
    partner = form.get("partner", "")
    if partner == OTHER:
        partner = form.get("partner_name", "").strip()
        if not partner:
            raise errors.Missing(field="partner_name")
    on = check_day(form.get("announced_on", "").strip() or None, "announced_on")
    versions = {}
    for slot_id in one.versions:
        given = form.get(f"version-{slot_id}", "")
        if given:
            if not given.isascii() or not given.isdigit() or len(given) > 9:
                raise errors.NotAChoice(field="versions", value=given[:20])
            versions[slot_id] = int(given)
    return services.New(partner, form.get("address", ""), on or moment.now.date(), versions)


def _file(programme: ProgrammeRow, found: Iterable[Announced], name: str) -> Response:
    asked = request.args.get("in", "")
    wanted = [asked] if asked in LANGUAGES else list(LANGUAGES)
    texts = [announcement(facts_of(programme, one), code).text for code in wanted for one in found]
    answer = Response(("\n" + "—" * 20 + "\n\n").join(texts), content_type="text/plain; charset=utf-8")
    tail = f"-{asked}" if asked in LANGUAGES else ""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}{tail}.txt"'
    return answer


def _page(programme: str, session: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    shown, where = programmes.programme(programme), open_here(Act.SEE, programme)
    (one,) = announced(programme, where, session)
    moment = at_desk(shown)
    lang = moment.reader.language
    html = render_template(
        "desk/announcement.html",
        programme=shown,
        session=one.session,
        state=session_state_words(SessionState(one.state)),
        texts=[_shown(announcement(facts_of(shown, one), code)) for code in LANGUAGES],
        rows=list(_rows(one, moment)),
        old=old_lines(shown, [one], moment),
        may_edit=_may_edit(programme, session),
        choices=_version_choices(one, moment),
        partners=[*one.session.partners],
        today=moment.now.date().isoformat(),
        given=request.form if problem else {},
        problem={"field": problem.field or "", "words": sentence(problem)} if problem else None,
        done={"add": _("Saved."), "remove": _("Taken away.")}.get(done, ""),
        copy_script=static_address("js/copy.js"),
        language=lambda code: language_name(code, lang),
    )
    return make_response(html, problem.status if problem else 200)


def _may_edit(programme: str, session: str) -> bool:
    where = reach(staff(), Act.EDIT)
    return where.touches(programme) and any(
        one.slug == session for one in programmes.sessions(programme, where)
    )


def _shown(one: Announcement) -> dict[str, Any]:
    return {
        "language": one.language,
        "name": OWN_NAMES[one.language],
        "text": one.text,
        "html": one.html,
        "preview": Markup(one.html.replace("<h2>", "<p><strong>").replace("</h2>", "</strong></p>")),
        "lacks": one.lacks,
        "rows": min(30, one.text.count("\n") + 2),
    }


def _rows(one: Announced, moment: Moment) -> Iterable[dict[str, Any]]:
    lang = moment.reader.language
    for row in one.announcements:
        yield {
            "row": row,
            "who": who(row.partner),
            "on": date_words(row.announced_on, lang),
            "times": [_version_words(each.stated, moment) for each in row.times],
            "is_old": bool(row.old),
            "told": date_words(row.told_at.date(), lang) if row.told_at else "",
        }


def _version_words(version: VersionRow, moment: Moment) -> str:
    zone, lang = moment.reader.zone, moment.reader.language
    return _(
        "%(day)s, %(hour)s",
        day=day_words(version.starts_at, zone, lang),
        hour=hour_words(version.starts_at, zone, lang),
    )


def _version_choices(one: Announced, moment: Moment) -> list[dict[str, Any]]:
    """Give the times a slot had, the present first, where it had others than that."""
    found = []
    for slot_id, versions in one.versions.items():
        known: dict[tuple[Any, ...], VersionRow] = {}
        for version in reversed(versions):
            known.setdefault((version.starts_at, version.minutes), version)
        if len(known) > 1:
            found.append(
                {
                    "slot": slot_id,
                    "options": [(v.version, _version_words(v, moment)) for v in known.values()],
                }
            )
    return found
