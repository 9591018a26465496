"""Files that are kept: who may have them, by which address, which bytes of them, and under which name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from meetings.domain.codes import RecordingState
from meetings.domain.recording_errors import Closed, Expired, NotARange, SeveralRanges
from meetings.domain.tokens import Keys

LASTS: Final = timedelta(hours=4)
QUARTER: Final = 900
NAME_LENGTH: Final = 100
RANGE: Final = re.compile(r"(\d{0,18})-(\d{0,18})")
# Kinds of files by the content that was found in them, each with the end that its name is given.
MEDIA: Final = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "audio/mp4": "m4a",
    "audio/webm": "weba",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
DOCUMENTS: Final = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "text/plain": "txt",
    **MEDIA,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is: a code of `codes.AUDIENCES`, and the regional groups where it is for regions."""

    code: str
    regions: frozenset[str] = frozenset()


EVERYBODY: Final = Audience("public")


@dataclass(frozen=True, slots=True)
class Watcher:
    """What is known of somebody who wants to see something of a session.

    `states` are the countries they are registered for it with as government; `parties` those of them that are Parties.
    """

    is_participant: bool = False
    parties: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """How something that is kept stands: whether it is shown at all, for whom, and from when.

    `within` is for whom the meeting is that it belongs to: nobody has it for whom that is not. Of something that
    `is_replaced`, nobody but staff has what was before.
    """

    state: RecordingState
    audience: Audience = EVERYBODY
    is_closed: bool = False
    embargo_until: datetime | None = None
    within: Audience = EVERYBODY
    is_replaced: bool = False

    def is_public(self, now: datetime) -> bool:
        """Say whether everybody may have it now."""
        is_open = self.audience == self.within == EVERYBODY
        return is_open and not self.is_hidden(now) and self.state is RecordingState.PUBLIC

    def is_hidden(self, now: datetime) -> bool:
        """Say whether nobody but staff may have it now."""
        waits = self.embargo_until is not None and now < self.embargo_until
        return self.is_closed or waits or self.is_replaced or self.state is RecordingState.PROCESSING


def may_have(audience: Audience, who: Watcher) -> bool:
    """Say whether something is for somebody. Bodies have no list of their own yet: their members are named."""
    return {
        "public": True,
        "participants": who.is_participant,
        "parties": bool(who.parties),
        "region": bool(who.regions & audience.regions),
        "body": who.is_named,
        "named": who.is_named,
    }.get(audience.code, False)


def proof_name(name: str, within: Audience) -> str:
    """Give what a proof is made for: one thing as long as its meeting is for the same people, and no longer."""
    if within == EVERYBODY:
        return name
    return ":".join((name, within.code, *sorted(within.regions)))


@dataclass(frozen=True, slots=True)
class Signed:
    """What an address carries that was made for somebody who may have a file: until when, and the proof."""

    until: int
    proof: str


def sign(keys: Keys, purpose: str, name: str, now: datetime) -> Signed:
    """Make the proof that opens one thing for some hours, and nothing else; within a quarter-hour it is the same."""
    until = int(now.timestamp()) // QUARTER * QUARTER + int(LASTS.total_seconds())
    return Signed(until, keys.hashed(purpose, name, str(until)))


def check_signed(keys: Keys, purpose: str, name: str, given: Signed | None, now: datetime) -> None:
    """Let somebody through by the proof that an address carries.

    Raises: Closed, without one or with a wrong one; Expired, when a right one is over.
    """
    if given is None or not is_proof(keys, purpose, name, given):
        raise Closed()
    if now.timestamp() >= given.until:
        raise Expired()


def is_proof(keys: Keys, purpose: str, name: str, given: Signed | None) -> bool:
    """Say whether an address carries the proof for one thing, be it over or not."""
    return given is not None and keys.is_hashed(given.proof, purpose, name, str(given.until))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bytes of a file are asked for, from the first on and without the end; `is_part` where it is not whole."""

    start: int
    end: int
    is_part: bool


def wanted_bytes(header: str, size: int) -> Wanted:
    """Read the header `Range`; one in other units asks for all.

    Raises: NotARange, for one that is none or that the file does not have; SeveralRanges.
    Source: RFC 9110, section 14.
    """
    unit, _, spec = header.strip().partition("=")
    if unit.strip().lower() != "bytes":
        return Wanted(0, size, False)
    if "," in spec:
        raise SeveralRanges(size=size)
    found = RANGE.fullmatch(spec.strip())
    if found is None or not (found[1] or found[2]):
        raise NotARange(size=size)
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
    if start >= end or (found[1] and found[2] and int(found[2]) < int(found[1])):
        raise NotARange(size=size)
    return Wanted(start, end, True)


def tidy_name(given: str, ending: str, fallback: str) -> str:
    """Give a file's name without folders, invisible marks and signs that mean something to a shell or a header.

    Takes: the ending that its content has, which replaces any other.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    plain = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ")
    plain = re.sub(r"[\"'<>|:*?%;`$&#{}]", "", plain)
    stem = plain.rpartition(".")[0] if "." in plain else plain
    stem = re.sub(r"\s+", " ", stem).strip(" .")[:NAME_LENGTH]
    return f"{stem or fallback}.{ending}"


def ascii_name(name: str) -> str:
    """Give a name for programs that know no other letters."""
    stem, _, ending = unicodedata.normalize("NFKD", name).rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "", stem).strip(" .")
    return f"{plain or 'file'}.{ending}"


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file that was put into storage, and what was found in it; `name` is what whoever sent it calls it."""

    key: str
    media_type: str
    size: int
    digest: str
    name: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AudienceGiven:
    """For whom something shall be: `people` are the mailboxes of those who are named."""

    code: str
    regions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
