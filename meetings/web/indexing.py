"""What search engines and other sites are told of a page: where it stands, in which languages, and what not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, g, request

from meetings.domain.codes import LANGUAGES
from meetings.web.headers import LEAN
from meetings.web.sessions import whole_address

# The pages that may be found by anybody. All others are of somebody, or lead nowhere without a wish, and stay out.
FOUND: Final = frozenset(
    (
        "programmes.current",
        "programmes.season",
        "programmes.session_page",
        "news.show",
        "archive.seasons",
        "archive.season",
        "joint.show",
        "reports.last",
        "reports.copy",
        "cop_programme.agenda",
        "cop_documents.show",
        "cop_lists.show",
        "cop_side_events.ask",
        "cop_daily_journal.days",
        "cop_daily_journal.show",
        "applying.ask",
    )
)
# What is no page, and is told of elsewhere: files and feeds that pages lead to, and what programs ask for.
APART: Final = frozenset(
    (
        "static",
        "pages.start",
        "calendars.season",
        "calendars.stream",
        "calendars.session",
        "joint.feed",
        "cop_daily_journal.feed",
        "cop_daily_journal.paper",
        "cop_documents.file",
        "cop_lists.file",
        "news.feed",
        "sitemap.index",
        "sitemap.part",
        "sitemap.robots",
        "kept_files.document",
        "kept_files.recording",
        "panel_about.public",
        "reports.file",
    )
)
# Of these some are for a few people, whose address carries the proof of it.
PROVED: Final = frozenset(("kept_files.document", "kept_files.recording", "cop_documents.file"))
FOR_PROGRAMS: Final = ("/api/", "/informea.svc", "/healthz", "/readyz", "/metrics")
LOCALES: Final[Mapping[str, str]] = {
    "ar": "ar_AR",
    "zh": "zh_CN",
    "en": "en_GB",
    "fr": "fr_FR",
    "ru": "ru_RU",
    "es": "es_ES",
}
OTHERWISE: Final = "en"  # for whom none of the six is a language of theirs


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a page: its one address, the same in each language and for others, and the languages' names."""

    address: str
    others: tuple[tuple[str, str], ...]
    locale: str
    other_locales: tuple[str, ...]


def stands_at(path: str) -> None:
    """Note where the page of this request stands for good, as a path behind the language; else it is its own."""
    g.stands_at = path


def told(lang: str) -> Told | None:
    """Give what is told of the page of this request; nothing for one that is not to be found.

    The address is without zone, stream and search: those are other looks at the same page.
    """
    if request.endpoint not in FOUND:
        return None
    path = g.get("stands_at") or request.path.removeprefix(f"/{lang}")
    number = request.args.get("page", 1, type=int)
    query = f"?page={number}" if number > 1 else ""
    addresses = {code: whole_address(f"/{code}{path}{query}") for code in LANGUAGES}
    return Told(
        address=addresses[lang],
        others=(*addresses.items(), ("x-default", addresses[OTHERWISE])),
        locale=LOCALES[lang],
        other_locales=tuple(LOCALES[code] for code in LANGUAGES if code != lang),
    )


def keep_out(response: Response) -> Response:
    """Ask search engines to keep out of every answer that is not meant for them."""
    is_as_before = LEAN in request.environ and response.status_code == 304
    if is_as_before or request.path.startswith(FOR_PROGRAMS):
        return response
    is_open = request.endpoint in FOUND or request.endpoint in APART
    if not is_open or (request.endpoint in PROVED and request.args):
        response.headers["X-Robots-Tag"] = "noindex"
    return response
