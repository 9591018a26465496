"""The pages: their blueprints, and what every answer carries."""

from typing import Final

from flask import Blueprint, Flask
from flask_compress import Compress

from meetings.web import (
    archive,
    calendars,
    certificates,
    desk,
    embed,
    errors,
    health,
    hooks,
    informea,
    joining,
    joint,
    kept_files,
    languages,
    links,
    many,
    mine,
    news,
    optouts,
    own_data,
    pages,
    programmes,
    recordings,
    registrations,
    reports,
    search,
    sitemap,
    surveys,
    verifying,
)
from meetings.web.caching import PageCache
from meetings.web.contacts import counting
from meetings.web.cop import applying as cop_applying
from meetings.web.cop import daily_journal as cop_daily_journal
from meetings.web.cop import (
    delegation_identities,
    delegation_people,
    delegation_sheets,
    delegation_travel,
    delegations,
)
from meetings.web.cop import delegation_list as cop_delegation_list
from meetings.web.cop import documents as cop_documents
from meetings.web.cop import lists as cop_lists
from meetings.web.cop import programme as cop_programme
from meetings.web.cop import side_events as cop_side_events
from meetings.web.cop import statements as cop_statements
from meetings.web.headers import set_headers
from meetings.web.indexing import keep_out
from meetings.web.live import floor as live_floor
from meetings.web.live import hour as live_hour
from meetings.web.live import moderators as live_moderators
from meetings.web.live import status as live_status
from meetings.web.live.status import StatusLines
from meetings.web.panel import about as panel_about
from meetings.web.panel import afterwards as panel_afterwards
from meetings.web.panel import availability as panel_availability
from meetings.web.panel import briefs as panel_briefs
from meetings.web.panel import calendar as panel_calendar
from meetings.web.panel import floor as panel_floor
from meetings.web.panel import letters as panel_letters
from meetings.web.panel import panel
from meetings.web.panel import slides as panel_slides
from meetings.web.request_files import RequestWithFiles

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    health.blueprint,
    hooks.blueprint,
    calendars.blueprint,
    informea.blueprint,
    joint.blueprint,
    pages.blueprint,
    mine.blueprint,
    own_data.blueprint,
    certificates.blueprint,
    verifying.blueprint,
    joining.blueprint,
    links.blueprint,
    optouts.blueprint,
    counting.blueprint,
    embed.blueprint,
    news.blueprint,
    archive.blueprint,
    programmes.blueprint,
    recordings.blueprint,
    kept_files.blueprint,
    registrations.blueprint,
    many.blueprint,
    reports.blueprint,
    search.blueprint,
    sitemap.blueprint,
    surveys.blueprint,
    delegations.blueprint,
    delegation_people.blueprint,
    delegation_identities.blueprint,
    delegation_sheets.blueprint,
    delegation_travel.blueprint,
    cop_programme.blueprint,
    cop_documents.blueprint,
    cop_lists.blueprint,
    cop_delegation_list.blueprint,
    cop_applying.blueprint,
    cop_statements.blueprint,
    cop_daily_journal.blueprint,
    cop_side_events.blueprint,
    panel.blueprint,
    panel_briefs.blueprint,
    live_floor.blueprint,
    panel_floor.blueprint,
    live_status.blueprint,
    live_hour.blueprint,
    live_moderators.blueprint,
    panel_about.blueprint,
    panel_afterwards.blueprint,
    panel_availability.blueprint,
    panel_calendar.blueprint,
    panel_letters.blueprint,
    panel_slides.blueprint,
)
KEPT_SECONDS: Final = 1.0
# Neither the API nor calendars: what they say is compared by ETag, and compressing changes it.
COMPRESSED: Final = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"]

# The smallest first; zstd, quick as it is, makes pages of a few kilobytes an eighth larger.
ENCODINGS: Final = ["br", "zstd", "gzip"]
BROTLI: Final = 5


def install(app: Flask) -> None:
    """Register the pages and their headers, and put the page cache before them.

    Tests see every change at once: nothing is kept under `TESTING`, unless `PAGE_CACHE_SECONDS` says so.
    """
    app.request_class = RequestWithFiles
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    desk.install(app)
    errors.install(app)
    languages.install(app)
    app.config |= {
        "COMPRESS_MIMETYPES": COMPRESSED,
        "COMPRESS_ALGORITHM": ENCODINGS,
        "COMPRESS_BR_LEVEL": BROTLI,
    }
    Compress(app)
    app.after_request(
        set_headers
    )  # runs before the line above compresses: the last to register is the first to run
    app.after_request(keep_out)
    seconds = app.config.get("PAGE_CACHE_SECONDS", None if app.testing else KEPT_SECONDS)
    if seconds is not None:
        kept = PageCache(app, app.wsgi_app, seconds)
        app.extensions["pages"] = kept
        app.wsgi_app = StatusLines(kept, seconds)  # type: ignore[method-assign]
