"""Slides of a panellist for a session, by their own link: sent, replaced by another version, and looked at."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.devices import HEADER
from meetings.api.files import if_sent, kept_paper, said, takes_file
from meetings.api.files_given import answers_with, given_back
from meetings.api.panel.access import Here, proved
from meetings.api.panel.own_shapes import PanelSlidesListOut
from meetings.api.programmes import BEARER, both_sides
from meetings.api.shapes import revision_seen, rfc3339
from meetings.domain.errors import NotATime, NotFound
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.slides import KINDS, MOST_MB, audiences
from meetings.extensions import limiter, strangers
from meetings.queries.panel import slides as queries
from meetings.queries.panel.settings import rules_of
from meetings.queries.panel.slides import Slides
from meetings.services.panel import slides as services
from meetings.services.panel.slides import SlidesGiven

blueprint = blueprint_of("panel_slides", "Slides of a panellist, by the token of their own link.")
AT = "/panels/me/panels/<session>/slides"
ABOUT: dict[str, Any] = {
    "title": "Mercury in the air",
    "language": "en",
    "audience": ["public", "participants"],
    "embargo_until": "2026-12-03T14:00:00Z",
}


@blueprint.route(AT, methods=["GET"])
@blueprint.response(200, PanelSlidesListOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def slides(session: str) -> dict[str, Any]:
    """List the slides I brought for a session, with all their versions."""
    return _list(proved(), session)


@blueprint.route(AT, methods=["POST"])
@limiter.limit(strangers)
@blueprint.response(201, PanelSlidesListOut)
@takes_file(texts=ABOUT, needs=("file", "language"), most=MOST_MB)
@blueprint.doc(security=BEARER, parameters=HEADER)
def bring(session: str) -> dict[str, Any]:
    """Bring slides for a session: PDF, PPTX or ODP."""
    here = proved()
    session_id = here.own_panel(session).session_id
    with kept_paper("documents", KINDS) as file:
        services.bring_slides(here.person_id, session_id, _given(None, file), now=here.now, actor=here.actor)
    return _list(here, session)


@blueprint.route(f"{AT}/<document>", methods=["POST"])
@limiter.limit(strangers)
@blueprint.response(200, PanelSlidesListOut)
@takes_file(texts=ABOUT, needs=(), most=MOST_MB)
@blueprint.doc(security=BEARER, parameters=HEADER)
def change(session: str, document: str) -> Any:
    """Change what is said of slides of mine; with a file, it is their next version."""
    here = proved()
    before = {one.name: one for one in _slides(here, session)}.get(document)
    if before is None:
        raise NotFound()
    seen = revision_seen()

    def act() -> None:
        with if_sent(kept_paper("documents", KINDS)) as file:
            wanted = _given(before, file)
            services.change_slides(here.person_id, document, wanted, seen, now=here.now, actor=here.actor)

    sent_with = {name: said(name) for name in ABOUT if name in request.form}
    stale = both_sides(act, sent_with, lambda: _stored(here, session, document))
    return stale or _list(here, session)


@blueprint.route(f"{AT}/<document>/<version>")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with())
def file(session: str, document: str, version: str) -> Response:
    """Give a version of my own slides back, also one that waits or was replaced."""
    here = proved()
    session_id = here.own_panel(session).session_id
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    found = queries.own_version(here.person_id, session_id, document, number, now=here.now)
    return given_back(found.file, found.bytes, found.media_type, found.file_name)


def _slides(here: Here, session: str) -> tuple[Slides, ...]:
    return queries.slides_of(here.person_id, here.own_panel(session).session_id, here.now)


def _list(here: Here, session: str) -> dict[str, Any]:
    rule = rules_of(here.programme_id).slides
    return {"items": [_shown(one) for one in _slides(here, session)], "audiences": list(audiences(rule))}


def _stored(here: Here, session: str, document: str) -> Any:
    """Give slides as they are stored."""
    items = PanelSlidesListOut().dump(_list(here, session))["items"]
    return next((one for one in items if one["id"] == document), None)


def _shown(one: Slides) -> dict[str, Any]:
    names = ("number", "file_name", "media_type", "bytes", "is_shown", "waits")
    return {
        "id": one.name,
        "title": one.title,
        "language": one.language,
        "audience": one.audience,
        "revision": one.revision,
        "versions": [
            {name: getattr(each, name) for name in names}
            | {"kept_at": rfc3339(each.kept_at), "embargo_until": instant_of(each.embargo_until)}
            for each in one.versions
        ],
    }


def _given(before: Slides | None, file: FileGiven | None) -> SlidesGiven:
    """Give what is said of slides; where the form says nothing of it, it stays."""
    language = said("language", before.language if before else "")
    kept = {code: words for code, words in before.title.items() if code != language} if before else {}
    title = said("title", before.title.get(language, "") if before else "")
    last = before.last if before else None
    stays = instant_of(last.embargo_until) if last and last.waits else ""
    return SlidesGiven(
        title=kept | {language: title} if title.strip() else {},
        language=language,
        audience=said("audience", before.audience if before else ""),
        embargo_until=read_instant(said("embargo_until", stays or ""), "embargo_until"),
        file=file,
    )


def read_instant(text: str, field: str) -> datetime | None:
    """Read an instant, RFC 3339; nothing for none.

    Raises: NotATime, with the field.
    """
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo is None:
            raise NotATime(field=field, value=text[:40])
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotATime(field=field, value=text[:40]) from None
