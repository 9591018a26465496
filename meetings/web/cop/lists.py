"""Published lists of participants: where they are found, and their files for whom they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound
from meetings.domain.kept_files import check_signed
from meetings.formats.cop.lists import shown
from meetings.formats.times import full_day_words
from meetings.queries import registrations
from meetings.queries.cop.list_copies import Copy, CopyLine, copies, copy_of
from meetings.queries.cop.list_rights import open_to_person
from meetings.queries.cop.lists import Listing, listing_of, listings
from meetings.queries.desk import programme as programme_row
from meetings.queries.links import bearer_of
from meetings.web.caching import kept, remembered
from meetings.web.cop.list_files import FORMS, TYPES, file_name, list_file
from meetings.web.cop.list_words import say
from meetings.web.kept_files import Given, asked_proof, give, signed_query
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("cop_lists", __name__)
ADDRESS: Final = f"/{LANG}/<programme>/participants"
PURPOSE: Final = "participants"


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A published list in words; without files where they are for others."""

    line: CopyLine
    title: str
    day: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SegmentShown:
    """A segment with its published lists, the last first."""

    listing: Listing
    copies: tuple[CopyShown, ...]

    @property
    def is_public(self) -> bool:
        """Say whether everybody may read them."""
        return self.listing.setting.audience == "public"


@blueprint.get(ADDRESS)
@kept
def show(lang: str, programme: str) -> str:
    """Show which lists are published, with the files of those that are for everybody."""
    found = _published(programme)
    public = {one.segment for one in found if one.setting.audience == "public"}
    return _page(lang, programme, published_lists(found, lang, public))


@blueprint.get(f"/{LANG}/me/<token>/participants/<programme>")
def show_own(lang: str, token: str, programme: str) -> str:
    """Show the same to somebody by their own link, with the files that are for them."""
    person = registrations.person_of(bearer_of(token, "me", keys()))
    found = _published(programme)
    return _page(lang, programme, published_lists(found, lang, open_to_person(found, person.id)))


@blueprint.get(f"{ADDRESS}/<segment>/<int:number>.<any(pdf, docx, xlsx, csv):form>")
def file(lang: str, programme: str, segment: str, number: int, form: str) -> AnyResponse:
    """Give a published list as a file, to whom it is for."""
    listing = listing_of(programme, segment)
    if not listing.published:
        raise NotFound()
    is_public = listing.setting.audience == "public"
    if not is_public:
        check_signed(keys(), PURPOSE, _name(listing), asked_proof(), datetime.now(UTC))
    copy = copy_of(listing.segment_id, number)
    if copy is None:
        raise NotFound()
    key = (PURPOSE, _name(listing), str(number), copy.line.seal, str(copy.erased), form, lang)
    body = remembered(key, lambda: _made(copy, form, lang))
    name = file_name(copy.line.symbol, number, lang, form)
    return give(
        Given(
            lambda start, end: iter((body[start:end],)),
            len(body),
            sha256(body).hexdigest(),
            TYPES[form],
            name,
            is_public,
            is_shown=False,
        )
    )


def _made(copy: Copy, form: str, lang: str) -> bytes:
    return list_file(shown(copy.participants, lang, say, copy.line.made_at), form)


def _published(programme: str) -> list[Listing]:
    found = listings(programme)
    if not found or not found[0].published:
        raise NotFound()
    return found


def published_lists(found: Iterable[Listing], lang: str, opened: Collection[str]) -> list[SegmentShown]:
    """Give the segments that have published lists, with files where those are open to the reader."""
    segments = list(found)
    lines = copies([one.segment_id for one in segments])
    now = datetime.now(UTC)
    given = []
    for one in segments:
        proof = signed_query(PURPOSE, _name(one), now) if one.setting.audience != "public" else ""
        theirs = tuple(
            _copy(line, one, lang, proof if one.segment in opened else None)
            for line in lines
            if line.segment == one.segment
        )
        given += [SegmentShown(one, theirs)] if theirs else []
    return given


def _copy(line: CopyLine, listing: Listing, lang: str, proof: str | None) -> CopyShown:
    base = f"/{lang}/{listing.programme}/participants/{line.segment}/{line.number}"
    files = () if proof is None else tuple((form.upper(), f"{base}.{form}{proof}") for form in FORMS)
    return CopyShown(line, say(line.kind), full_day_words(line.made_at, listing.zone, lang), files)


def _name(listing: Listing) -> str:
    return f"{listing.programme}/{listing.segment}"


def _page(lang: str, programme: str, segments: list[SegmentShown]) -> str:
    row = programme_row(programme)
    settle_reader(row)
    return render_template("cop/participants.html", programme=row, segments=segments)
