"""The documents of a conference: listed by item of the agenda for everybody, for somebody, and given as bytes."""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import check_signed, is_proof, sign
from meetings.domain.recording_errors import Closed, FileGone
from meetings.queries import registrations as people
from meetings.queries.cop import documents as queries
from meetings.queries.cop.document_rights import PAPER, delegate, delegate_by_public_id
from meetings.queries.cop.documents import DocumentShown, FileShown, FileToServe, PapersShown
from meetings.queries.links import bearer_of
from meetings.web.caching import kept
from meetings.web.cop.documents_words import Address, lines_of
from meetings.web.kept_files import LOOK, MOST_VERSIONS, Given, asked_proof, from_storage, give, signed_query
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import printed_words, whole_address
from meetings.web.timetable import Desk

blueprint = Blueprint("cop_documents", __name__)
FOR: Final = "for"
# Of what is filled in, the list says these.
SAID: Final = frozenset(("group", "distribution", "original"))


@blueprint.get(f"/{LANG}/<programme>/papers")
@kept
def show(lang: str, programme: str) -> str:
    """Show the documents that everybody may have, by item of the agenda."""
    now, shown = datetime.now(UTC), queries.programme_of_papers(programme)
    found = queries.papers(shown, lambda stands: stands.is_public(now))
    return render_template("cop/papers.html", **_words(found, lang, open_address))


@blueprint.get(f"/{LANG}/me/<token>/papers/<programme>")
def show_mine(lang: str, token: str, programme: str) -> str:
    """Show somebody all documents that are for them, with addresses that open them for some hours."""
    person, now = people.person_of(bearer_of(token, "me", keys())), datetime.now(UTC)
    shown = queries.programme_of_papers(programme)
    who = delegate(person.id, shown.id)
    found = queries.papers(shown, lambda stands: stands.is_for(who, now))

    def address(one: DocumentShown, file: FileShown) -> str:
        plain = open_address(one, file)
        return plain if one.stands.is_public(now) else plain + _query_for(person.public_id, one.name, now)

    words = _words(found, lang, address)
    words["printed"]["address"] = whole_address(f"/{lang}/{programme}/papers")  # a link is nothing for paper
    return render_template("cop/papers.html", **words, is_own=True, back=f"/{lang}/me/{token}")


def open_address(one: DocumentShown, file: FileShown) -> str:
    """Give where everybody may have a document in a language."""
    return f"/papers/{one.name}/{file.language}"


def _query_for(public_id: str, name: str, now: datetime) -> str:
    """Give what opens a document to somebody for some hours, as long as it is for them."""
    made = sign(keys(), PAPER, f"{name}:{public_id}", now)
    return "?" + urlencode({"until": made.until, "proof": made.proof, FOR: public_id})


def look_query(name: str, now: datetime) -> str:
    """Give what opens a document to staff for some hours."""
    return signed_query(LOOK + PAPER, name, now)


def _words(found: PapersShown, lang: str, address: Address) -> dict[str, Any]:
    desk = Desk(found.programme, settle_reader(found.programme), datetime.now(UTC))
    items = [
        {"item": one, "lines": lines_of(one.families, lang, address)} for one in found.items if one.families
    ]
    families = [*(each for one in found.items for each in one.families), *found.others]
    shown = [one for each in families for one in (each.head, *each.others)]
    return {
        "programme": found.programme,
        "any_inferred": any(one.inferred & SAID for one in shown) or any(one.inferred for one in found.items),
        "items": items,
        "others": lines_of(found.others, lang, address),
        "count": found.count,
        "address": f"/{lang}/{found.programme.slug}/",
        "printed": printed_words(desk),
    }


@blueprint.get("/papers/<paper>/<in_language>")
def file(paper: str, in_language: str) -> AnyResponse:
    """Give a document in a language; one elsewhere is led to only after the check. Versions before are for staff."""
    version = request.args.get("version", type=int)
    if in_language not in LANGUAGES or (version is not None and not 0 < version < MOST_VERSIONS):
        raise NotFound()
    found = queries.file_to_serve(paper, in_language, version)
    is_public = let_in(found, datetime.now(UTC))
    if found.address:
        return redirect(found.address, 302)
    if found.file is None:
        raise FileGone()
    read = from_storage(found.file)
    return give(
        Given(read, found.bytes, found.digest, found.media_type, found.file_name, is_public, is_shown=False)
    )


def let_in(found: FileToServe, now: datetime) -> bool:
    """Let through whoever a document is for now, and staff; say whether it is public.

    Whoever comes by a proof made for them is judged again: by their accreditation and the meeting's audience now.
    Raises: NotFound, Closed, Expired.
    """
    given, stands, public_id = asked_proof(), found.stands, request.args.get(FOR, "")[:40]
    if is_proof(keys(), LOOK + PAPER, found.name, given):
        check_signed(keys(), LOOK + PAPER, found.name, given, now)
        return False
    if not found.is_published or (stands.meeting and not stands.meeting.is_shown):
        raise NotFound()
    if stands.is_withdrawn or not found.is_last or stands.is_hidden(now):
        raise Closed()
    if stands.is_public(now):
        return True
    check_signed(keys(), PAPER, f"{found.name}:{public_id}", given, now)
    if not stands.is_for(delegate_by_public_id(public_id, found.programme_id), now):
        raise Closed()
    return False
