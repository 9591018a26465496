"""What is private in a store: every text in it that is not said here to be public."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from babel.messages.pofile import read_po
from sqlalchemy import JSON, LargeBinary, String, Table, select

from meetings.config import ROOT
from meetings.extensions import db
from meetings.models import Base
from tests.gates.private_rows import Rule

LEAST: Final = 6  # letters: shorter texts stand anywhere by chance
# A day, a zone, a country, a word of the house: nobody is told apart by these.
SAYS_NOTHING: Final = re.compile(r"[a-z_]+|\d{4}-\d\d-\d\d.*|[A-Z][a-z]+/[A-Z][A-Za-z_]+|image/[a-z]+")
# Words of a list, the same for everybody; none of them says anything of somebody.
VOCABULARY: Final = frozenset(
    (
        "admission",
        "audience",
        "capital",
        "captions",
        "category",
        "channel",
        "count",
        "country",
        "digest",
        "form",
        "gender",
        "origin",
        "track",
        "to_state",
        "photo_type",
        "from_state",
        "audio_type",
        "group",
        "held_twice",
        "in_language",
        "interpreted",
        "kind",
        "language",
        "languages",
        "layout",
        "media_type",
        "mode",
        "other_treaties",
        "original",
        "platform_kind",
        "purpose",
        "qualifier",
        "regional_group",
        "regions",
        "rights",
        "role",
        "scope",
        "shown_in",
        "source",
        "state",
        "status",
        "text_version",
        "treaty",
        "way",
        "zone",
        "zone_data",
    )
)
# What everybody may read where the row it stands in is public.
PUBLIC: Final = {
    "programmes": ("slug", "title", "place", "contact"),
    "streams": ("slug", "title"),
    "segments": ("slug", "title", "place", "venue", "marks"),
    "sessions": ("slug", "title", "abstract", "partners", "articles", "marks"),
    "slots": ("id", "marks"),
    "slot_versions": ("slot_id",),
    "seats": ("slot_id",),
    "meeting_rooms": ("slug", "name"),
    "agenda_items": ("slug", "number", "title", "segments", "marks"),
    "conference_records": ("slug", "number", "title", "people", "country", "source", "marks"),
    "parties": ("code", "names"),
    "party_statuses": ("party_code", "source"),
    "depositary_counts": ("source",),
    "panelists": ("function", "organization"),
    "materials": ("name", "title", "address", "file_name"),
    "recordings": ("name", "slot_id", "address", "chapters", "captions"),
    "captions": ("cues",),
    "panel_profiles": ("biography", "photo_name"),
    "people": ("name",),
    "list_copies": ("symbol",),
    "list_entries": ("printed", "body"),
    "campaigns": ("links",),
    "foreign_calendars": ("name", "address", "key"),
    "foreign_meetings": ("uid", "title", "titles", "place", "tag", "address", "path"),
    "official_documents": ("name", "symbol", "key", "base", "suffix", "title", "marks"),
    "document_versions": ("address", "file_name"),
    "document_items": (),
    "session_items": (),
    "reported_figures": ("subject", "source", "note", "detail"),
    "report_copies": ("facts", "seal"),
    "journal_copies": ("facts",),
    "journal_days": ("announcements",),
    "side_events": ("id", "title", "abstract", "lead", "organizers", "days"),
    "zone_data_used": ("version",),
}


def texts(value: Any) -> Iterator[str]:
    """Give every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def private_texts(is_public: Mapping[str, Rule]) -> dict[str, set[str]]:
    """Give what nobody outside may read, each with the columns it stands in.

    Takes: of tables with public columns, which rows everybody may read; without one, none of them.
    """
    hidden: dict[str, set[str]] = {}
    shown: set[str] = set()
    for table in Base.metadata.tables.values():
        for row in db.session.execute(select(table)).mappings():
            open_row = table.name in PUBLIC and is_public.get(table.name, lambda _row: False)(row)
            for name in written(table):
                words = [one for one in texts(row[name]) if len(one) >= LEAST]
                if open_row and name in PUBLIC[table.name]:
                    shown.update(words)
                else:
                    for one in words:
                        hidden.setdefault(one, set()).add(f"{table.name}.{name}")
    known = "\n".join(shown | page_words())
    return {
        one: where
        for one, where in hidden.items()
        if not SAYS_NOTHING.fullmatch(one) and not stands_alone(one, known)
    }


def stands_alone(one: str, words: str) -> bool:
    """Say whether a text is there by itself, and not within a longer word."""
    edges = r"(?<![\w.@-])" if one[0].isalnum() else "", r"(?![\w-])" if one[-1].isalnum() else ""
    return one in words and re.search(edges[0] + re.escape(one) + edges[1], words) is not None


def page_words() -> set[str]:
    """Give the words of pages, which nobody typed."""
    with (ROOT / "translations" / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(one.id) for one in read_po(file) if one.id}


def written(table: Table) -> list[str]:
    """Name the columns of a table in which somebody's words may stand."""
    return [
        one.name
        for one in table.columns
        if isinstance(one.type, String | JSON)
        and not isinstance(one.type, LargeBinary)
        and one.name not in VOCABULARY
    ]
