"""About me: a text in six languages, a photo, and whether they may be printed, by a panellist's own link."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused
from meetings.extensions import db, limiter, strangers
from meetings.queries.panel.about import PhotoToServe, about_of, photo_to_serve
from meetings.services.panel.about import say_about
from meetings.web.kept_files import Given, from_storage, give
from meetings.web.pages import LANG
from meetings.web.panel.about_forms import about_given, about_shown
from meetings.web.panel.papers import Here, Problem, here_of, not_proved, problem_of

blueprint = Blueprint("panel_about", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/speak/<token>/about"
ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png"}


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show what one says of oneself, and the form to say it."""
    return _page(here_of(token))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Keep what somebody says of themselves; what was refused comes back as it was typed."""
    here = here_of(token)
    person, programme = here.ids
    try:
        with about_given() as given:
            seen = request.form.get("revision", 0, type=int)
            say_about(person, programme, given, seen, now=here.now, actor=here.holder.actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(here_of(token), problem_of(refusal))
    return redirect(f"{here.home}/about?done=saved#done", 303)


@blueprint.get(f"{ADDRESS}/photo")
def photo(lang: str, token: str) -> AnyResponse:
    """Give one's own photo, whether it may be printed or not."""
    name = about_of(*here_of(token).ids).photo_name
    if not name:
        raise NotFound()
    return photo_given(photo_to_serve(name), is_public=False)


@blueprint.get("/photos/<name>")
def public(name: str) -> AnyResponse:
    """Give the photo of a panellist who lets it be printed, on a panel that everybody may see."""
    found = photo_to_serve(name)
    if not found.is_public:
        raise NotFound()
    return photo_given(found, is_public=True)


def photo_given(found: PhotoToServe, *, is_public: bool) -> AnyResponse:
    """Give the bytes of a photo as an attachment; only what is public may be kept by others."""
    name = f"photo.{ENDINGS[found.media_type]}"
    read = from_storage(found.file)
    return give(Given(read, found.bytes, found.digest, found.media_type, name, is_public, is_shown=False))


def _page(here: Here, problem: Problem | None = None) -> Response:
    about = about_of(*here.ids)
    html = render_template(
        "panel/about.html",
        programme=here.holder.programme,
        here=here,
        **about_shown(about, here.reader.language, is_typed=problem is not None),
        said=_said(about.said_at, about.said_by, here),
        problem=problem,
        done=_("Saved.") if request.args.get("done") == "saved" and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _said(at: datetime | None, actor: str, here: Here) -> str:
    if at is None:
        return ""
    return _("Last changed %(when)s, by %(who)s.", when=here.when(at.astimezone(UTC)), who=here.who(actor))
