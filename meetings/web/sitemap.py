"""The map of the site for search engines, and where they are asked to stay out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.formats.sitemap import MEDIA_TYPE, Page, write_index, write_map
from meetings.queries.sitemap import Mapped, programmes_mapped
from meetings.web.caching import remembered
from meetings.web.indexing import OTHERWISE
from meetings.web.pages import LANG
from meetings.web.sessions import whole_address

blueprint = Blueprint("sitemap", __name__)
# More addresses than these, and there is a map for each programme in each language.
MOST_IN_ONE: Final = 5_000
AGE_SECONDS: Final = 600
# Addresses of somebody, or of the desk: no page that everybody may have begins like one of these.
OF_SOMEBODY: Final = ("me", "join", "speak", "delegation", "survey", "verify", "stop", "side-event", "c")
PERSONAL: Final = (*OF_SOMEBODY, "desk")
OF_ALL: Final = ("whats-new", "archive")
OF_CONFERENCES: Final = ("agenda", "papers", "journal", "side-events")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say which addresses lead search engines nowhere, and where the map is."""
    personal = [f"/{lang}/{name}/" for lang in LANGUAGES for name in PERSONAL]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in [*personal, "/calendars/me/", "/calendars/speak/"]),
        "",
        f"Sitemap: {whole_address('/sitemap.xml')}",
    ]
    answer = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    return _for_a_while(answer)


@blueprint.get("/sitemap.xml")
def index() -> AnyResponse:
    """Give the map of all public pages in their languages, or of one map for each programme where there are many."""
    found = _mapped()
    count = sum(len(one.sessions) + 1 + len(OF_ALL) + len(OF_CONFERENCES) for one in found) * len(LANGUAGES)
    if count <= MOST_IN_ONE:
        pages = [page for one in found for page in _pages(one)]
        return _answer(write_map([_page("archive"), _page("calendars"), *pages], LANGUAGES))
    maps = [
        (whole_address(f"/sitemap/{one.slug}/{lang}.xml"), one.changed_at)
        for one in found
        for lang in LANGUAGES
    ]
    return _answer(write_index(maps))


@blueprint.get(f"/sitemap/<programme>/{LANG}.xml")
def part(programme: str, lang: str) -> AnyResponse:
    """Give the map of a programme's pages in one language."""
    found = next((one for one in _mapped() if one.slug == programme), None)
    if found is None:
        abort(404)
    return _answer(write_map(_pages(found), [lang]))


def _mapped() -> tuple[Mapped, ...]:
    return remembered(("sitemap",), programmes_mapped)


def _pages(one: Mapped) -> Iterator[Page]:
    yield _page(f"{one.slug}/", one.changed_at)
    names = [*OF_ALL, *(OF_CONFERENCES if one.is_conference else ())]
    names += ["report"] if one.has_report else []
    for name in names:
        yield _page(f"{one.slug}/{name}")
    for slug, changed_at in one.sessions:
        yield _page(f"{one.slug}/{slug}/", changed_at)


def _page(path: str, changed_at: datetime | None = None) -> Page:
    addresses = {lang: whole_address(f"/{lang}/{path}") for lang in LANGUAGES}
    return Page(addresses, addresses[OTHERWISE], changed_at)


def _answer(content: bytes) -> AnyResponse:
    answer = _for_a_while(Response(content, content_type=MEDIA_TYPE))
    answer.add_etag()
    return answer.make_conditional(request)


def _for_a_while(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={AGE_SECONDS}"
    return answer
