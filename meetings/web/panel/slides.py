"""Slides of a panellist for a session, by their own link: sent, replaced by another version, and looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.device_errors import NotProved
from meetings.domain.embargoes import read_embargo, typed_embargo
from meetings.domain.errors import NotFound, Refused
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.slides import KINDS, MOST_MB, audiences
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import language_name
from meetings.queries.panel import slides as queries
from meetings.queries.panel.own_panels import OwnPanel
from meetings.queries.panel.settings import rules_of
from meetings.queries.panel.slides import Slides, VersionShown
from meetings.services.panel import slides as services
from meetings.services.panel.slides import SlidesGiven
from meetings.web.cop.uploads import paper
from meetings.web.desk.recordings_words import audience_choices
from meetings.web.desk.uploads import sent
from meetings.web.kept_files import Given, from_storage, give
from meetings.web.pages import LANG
from meetings.web.panel.papers import Here, Problem, here_of, not_proved, problem_of
from meetings.web.sessions import size_words

blueprint = Blueprint("panel_slides", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/speak/<token>/slides/<session>"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in words; `address` gives its bytes to whoever brought it."""

    it: VersionShown
    state: str
    size: str
    kept: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """Slides in words, with what stands in their form."""

    it: Slides
    language: str
    audience: str
    title: str
    embargo: str
    versions: tuple[VersionLine, ...]


@blueprint.get(ADDRESS)
def show(lang: str, token: str, session: str) -> Response:
    """Show the slides one brought for a session with all their versions, and the forms to send others."""
    here = here_of(token)
    return _page(here, here.panel(session))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str, session: str) -> AnyResponse:
    """Take slides, another version of some, or what is said of them; what was refused comes back as it was typed."""
    request.max_content_length = int(most_megabytes() * 1_000_000)
    here = here_of(token)
    panel = here.panel(session)
    try:
        _save(here, panel, request.form.get("slides", ""))
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        again = here_of(token)
        problem = problem_of(refusal, request.form.get("slides", "") or "new")
        return _page(again, again.panel(session), problem)
    return redirect(f"{here.home}/slides/{session}?done=saved#done", 303)


@blueprint.get(f"{ADDRESS}/<document>/<int:version>")
def file(lang: str, token: str, session: str, document: str, version: int) -> AnyResponse:
    """Give a version of one's own slides back, also one that waits or was replaced."""
    here = here_of(token)
    panel = here.panel(session)
    found = queries.own_version(here.ids[0], panel.session_id, document, version, now=here.now)
    read = from_storage(found.file)
    return give(
        Given(read, found.bytes, found.digest, found.media_type, found.file_name, False, is_shown=False)
    )


def most_megabytes() -> int:
    """Give how large slides may be, with their form around them; more is refused before it is read."""
    allowed: int = current_app.config["UPLOAD_MB"]
    return min(MOST_MB, allowed)


def _save(here: Here, panel: OwnPanel, name: str) -> None:
    actor, person = here.holder.actor, here.ids[0]
    before = {one.name: one for one in queries.slides_of(person, panel.session_id, here.now)}
    if name and name not in before:
        raise NotFound()
    with _file(needed=not name) as file:
        given = _given(here, before.get(name), file)
        if name:
            revision = request.form.get("revision", 0, type=int)
            services.change_slides(person, name, given, revision, now=here.now, actor=actor)
        else:
            services.bring_slides(person, panel.session_id, given, now=here.now, actor=actor)


@contextmanager
def _file(*, needed: bool) -> Iterator[FileGiven | None]:
    if not needed and sent("file") is None:
        yield None
        return
    with paper("file", "documents", KINDS) as file:
        yield file


def _given(here: Here, before: Slides | None, file: FileGiven | None) -> SlidesGiven:
    form, language = request.form, request.form.get("language", "")
    kept = {code: words for code, words in before.title.items() if code != before.language} if before else {}
    title = form.get("title", "")
    return SlidesGiven(
        title=kept | {language: title} if title.strip() else {},
        language=language,
        audience=form.get("audience", ""),
        embargo_until=read_embargo(form.get("embargo", ""), here.reader.zone),
        file=file,
    )


def _page(here: Here, panel: OwnPanel, problem: Problem | None = None) -> Response:
    person, programme = here.ids
    rule = rules_of(programme).slides
    choices = dict(audience_choices())
    html = render_template(
        "panel/slides.html",
        programme=here.holder.programme,
        here=here,
        panel=panel,
        lines=[_line(one, here, panel) for one in queries.slides_of(person, panel.session_id, here.now)],
        most=most_megabytes(),
        audiences=[(one, choices[one]) for one in audiences(rule)],
        problem=problem,
        typed=request.form if problem else MultiDict[str, str](),
        done=_("Saved.") if request.args.get("done") == "saved" and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _line(it: Slides, here: Here, panel: OwnPanel) -> Line:
    last = it.last
    return Line(
        it=it,
        language=language_name(it.language, here.reader.language),
        audience=dict(audience_choices()).get(it.audience, it.audience),
        title=it.title.get(it.language, ""),
        embargo=typed_embargo(last.embargo_until, here.reader.zone) if last and last.waits else "",
        versions=tuple(_version(one, it, here, panel) for one in it.versions),
    )


def _version(one: VersionShown, it: Slides, here: Here, panel: OwnPanel) -> VersionLine:
    who = here.who(one.kept_by)
    return VersionLine(
        it=one,
        state=_state(one, here),
        size=size_words(one.bytes),
        kept=_("%(when)s, by %(who)s", when=here.when(one.kept_at), who=who),
        address=f"{here.home}/slides/{panel.slug}/{it.name}/{one.number}",
    )


def _state(one: VersionShown, here: Here) -> str:
    if one.is_shown:
        return _("shown now")
    until: datetime | None = one.embargo_until
    if one.waits and until is not None:
        return _("not before %(when)s", when=here.when(until))
    return _("replaced; kept for the organizers")
