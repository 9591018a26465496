"""The bytes of recordings, captions and documents: given to whom they are for, in ranges, and to nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.captions import write_captions
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import (
    DOCUMENTS,
    Signed,
    Wanted,
    ascii_name,
    check_signed,
    is_proof,
    proof_name,
    sign,
    wanted_bytes,
)
from meetings.domain.ports import NoSuchFile, Storage
from meetings.domain.recording_errors import Closed, FileGone, NotARange, SeveralRanges
from meetings.queries import kept_files as documents
from meetings.queries import recordings as queries
from meetings.queries.kept_files import DocumentToServe
from meetings.queries.recordings import ToServe
from meetings.web.errors import refused_page
from meetings.web.headers import content_policy
from meetings.web.registrations import keys

blueprint = Blueprint("kept_files", __name__)
RECORDING: Final = "recording"
DOCUMENT: Final = "document"
MOST_VERSIONS: Final = 100_000
# Staff look at what nobody else sees yet by an address that opens that, too; what a release closes it does not open.
LOOK: Final = "look at "
# A recording that is opened by itself is a page that a browser makes around it.
ALONE: Final = content_policy(media_src="'self'", style_src="'unsafe-inline'")
INERT: Final = content_policy(style_src="'none'", script_src="'none'", img_src="'none'") + "; sandbox"
Read = Callable[[int, int], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered with: bytes of some kind, under a name; `is_public` where everybody may have them."""

    read: Read
    size: int
    digest: str
    media_type: str
    name: str
    is_public: bool
    is_shown: bool = True

    @property
    def etag(self) -> str:
        """Give what tells these bytes from others."""
        return f'"{self.digest[:32]}"'


@blueprint.get("/recordings/<recording>/<part>")
def recording(recording: str, part: str) -> AnyResponse:
    """Give a recording, its sound alone, or its captions; one that is elsewhere is led to only after the check."""
    found, now = queries.to_serve(recording), datetime.now(UTC)
    is_public = let_in(RECORDING, found, now)
    if part == RECORDING and found.address:
        return redirect(found.address, 302)
    if part == RECORDING:
        given = _file(found, found.file, found.media_type, found.bytes, found.digest, is_public)
    elif part == "audio":
        given = _file(found, found.audio, found.audio_type, found.audio_bytes, found.audio_digest, is_public)
    else:
        given = _captions(found, part, is_public)
    return give(given)


@blueprint.get("/documents/<document>")
def document(document: str) -> AnyResponse:
    """Give a document, as it is or as it was in a version; one elsewhere is led to only after the check."""
    version = request.args.get("version", type=int)
    if version is not None and not 0 < version < MOST_VERSIONS:
        raise NotFound()
    now = datetime.now(UTC)
    found = documents.document_to_serve(document, now, version)
    is_public = let_in(DOCUMENT, found, now)
    if found.address:
        return redirect(found.address, 302)
    if found.file is None:
        raise FileGone()
    read = from_storage(found.file)
    return give(
        Given(read, found.bytes, found.digest, found.media_type, found.file_name, is_public, is_shown=False)
    )


def let_in(purpose: str, found: ToServe | DocumentToServe, now: datetime) -> bool:
    """Let through whoever something is for, by what it is or by the proof in the address; say whether it is public.

    What belongs to a session that is not shown answers everybody but staff as if it were not there.
    Raises: NotFound, Closed, Expired.
    """
    given, stands = asked_proof(), found.stands
    if found.is_shown and stands.is_public(now):
        return True
    if stands.is_closed and found.is_shown:
        raise Closed()
    if is_proof(keys(), LOOK + purpose, found.name, given) and not stands.is_closed:
        check_signed(keys(), LOOK + purpose, found.name, given, now)
        return False
    if not found.is_shown:
        raise NotFound()
    if stands.is_hidden(now):
        raise Closed()
    check_signed(keys(), purpose, proof_name(found.name, stands.within), given, now)
    return False


def asked_proof() -> Signed | None:
    """Give the proof that an address carries, as far as it reads like one."""
    until = request.args.get("until", "")
    if not (until.isascii() and until.isdigit() and len(until) < 13):
        return None
    return Signed(int(until), request.args.get("proof", "")[:64])


def signed_query(purpose: str, name: str, now: datetime) -> str:
    """Give what opens one thing for some hours, to be put behind its address."""
    made = sign(keys(), purpose, name, now)
    return "?" + urlencode({"until": made.until, "proof": made.proof})


def storage() -> Storage:
    """Give where files are kept."""
    found: Storage = current_app.extensions["outside"].storage
    return found


def from_storage(key: str) -> Read:
    """Give how the bytes of a file that is kept are read."""
    return lambda start, end: storage().read(key, start, end)


def _file(
    found: ToServe,
    key: str | None,
    media_type: str | None,
    size: int | None,
    digest: str | None,
    is_public: bool,
) -> Given:
    if key is None or media_type is None or size is None:
        raise NotFound()
    name = f"{found.session}-{found.language}.{DOCUMENTS[media_type]}"
    return Given(from_storage(key), size, digest or "", media_type, name, is_public)


def _captions(found: ToServe, part: str, is_public: bool) -> Given:
    language, _dot, ending = part.partition(".")
    cues = (
        queries.captions_to_serve(found.id, language) if ending == "vtt" and language in LANGUAGES else None
    )
    if cues is None:
        raise NotFound()
    body = write_captions(cues).encode()
    name = f"{found.session}-{found.language}-{language}.vtt"
    digest = sha256(body).hexdigest()
    return Given(lambda start, end: iter((body[start:end],)), len(body), digest, "text/vtt", name, is_public)


def give(given: Given) -> Response:
    """Answer with bytes: all, a range, or that they are as they were.

    Source: RFC 9110, sections 13 and 14.
    """
    if request.if_none_match.contains(given.digest[:32]):
        return _dressed(Response(status=304), given)
    try:
        wanted = _wanted(given)
    except (NotARange, SeveralRanges) as refusal:
        answer = refused_page(refusal)
        answer.headers["Content-Range"] = f"bytes */{given.size}"
        return answer
    try:
        body = iter(()) if request.method == "HEAD" else given.read(wanted.start, wanted.end)
    except NoSuchFile:
        raise FileGone() from None
    answer = Response(body, 206 if wanted.is_part else 200, mimetype=given.media_type)
    answer.headers["Content-Length"] = str(wanted.end - wanted.start)
    if wanted.is_part:
        answer.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{given.size}"
    return _dressed(answer, given)


def _wanted(given: Given) -> Wanted:
    header, condition = request.headers.get("Range", ""), request.headers.get("If-Range", "").strip()
    if not header or request.method == "HEAD" or (condition and condition != given.etag):
        return Wanted(0, given.size, False)
    return wanted_bytes(header, given.size)


def _dressed(answer: Response, given: Given) -> Response:
    """Say what it is, that it is a file, and how long a browser may keep it: only as long as we agree each time."""
    names = {"filename": ascii_name(given.name)}
    if names["filename"] != given.name:
        names["filename*"] = f"UTF-8''{quote(given.name, safe='')}"
    shown = "inline" if given.is_shown else "attachment"
    answer.headers["Content-Disposition"] = dump_options_header(shown, names)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = given.etag
    answer.headers["Cache-Control"] = "private, no-cache" if given.is_public else "private, no-store"
    answer.headers["Content-Security-Policy"] = ALONE if given.is_shown else INERT
    return answer
