"""Recordings at the desk, in words: states, audiences, releases, and both sides of a stale save."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import AUDIENCES, Cut, RecordingState, ReleaseState
from meetings.domain.recordings import MOVES, Release, cleared, clock_words, span_words
from meetings.formats.times import language_name
from meetings.queries.audiences import regional_groups
from meetings.queries.recordings import KeptRow, ReleaseRow, recordings_of, releases
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.warnings import region_words
from meetings.web.kept_files import LOOK, RECORDING, signed_query
from meetings.web.sessions import role_words, size_words

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """Somebody on the panel, in words."""

    row: ReleaseRow
    name: str
    role: str
    state: str
    since: str
    parts: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A recording, in words; `look` opens it for staff, `uncut` are refused parts that are still in its file."""

    row: KeptRow
    language: str
    state: str
    audience: str
    size: str
    audio_size: str
    length: str
    chapters: str
    cuts: tuple[str, ...]
    captions: tuple[tuple[str, str, int], ...]
    closed: str
    uncut: tuple[str, ...]
    silent: tuple[str, ...]
    states: Choices
    look: str


def release_lines(rows: Iterable[ReleaseRow], moment: Moment) -> list[ReleaseLine]:
    """Word what a panel said of being recorded."""
    return [_release_line(one, moment) for one in rows]


def _release_line(row: ReleaseRow, moment: Moment) -> ReleaseLine:
    if row.answered_at is not None:
        since = moment_words(row.answered_at, moment)
    elif row.asked_at is not None:
        since = _("asked: %(when)s", when=moment_words(row.asked_at, moment))
    else:
        since = _("not asked yet")
    return ReleaseLine(
        row=row,
        name=row.name or _("Panellist"),
        role=role_words(row.role) if row.role else _("no longer on the panel"),
        state=release_words(row.state),
        since=since,
        parts="\n".join(span_words(one) for one in row.parts),
        is_bad=row.state in (ReleaseState.REFUSED, ReleaseState.WITHDRAWN),
    )


def line_of(row: KeptRow, said: Iterable[Release], moment: Moment) -> KeptLine:
    """Word a recording with what closes it."""
    lang, found = moment.reader.language, cleared(said, row.cuts)
    closed = ""
    if found.closed_by:
        names = _(", ").join(one or _("Panellist") for one in found.closed_by)
        closed = _("Closed. Did not agree to the recording: %(names)s.", names=names)
    elif found.uncut:
        parts = _(", ").join(span_words(one) for one in found.uncut)
        closed = _("Closed until a file is kept from which this is cut out: %(parts)s.", parts=parts)
    query = signed_query(LOOK + RECORDING, row.name, moment.now)
    return KeptLine(
        row=row,
        language=language_name(row.language, lang),
        state=state_words(row.state),
        audience=dict(audience_choices()).get(row.audience, row.audience),
        size=size_words(row.bytes),
        audio_size=size_words(row.audio_bytes),
        length=clock_words(row.seconds) if row.seconds else "",
        chapters="\n".join(f"{clock_words(one.begin)} {one.title}" for one in row.chapters),
        cuts=tuple(f"{span_words(one.part)} ({cut_words(one.how)})" for one in row.cuts),
        captions=tuple((one.language, language_name(one.language, lang), one.cues) for one in row.captions),
        closed=closed,
        uncut=tuple(span_words(one) for one in found.uncut),
        silent=tuple(one or _("Panellist") for one in found.silent),
        states=[(str(one), state_words(one)) for one in (row.state, *sorted(MOVES[row.state]))],
        look="" if closed else f"/recordings/{row.name}/recording{query}",
    )


def sides_of(slot_id: str, form: MultiDict[str, str]) -> tuple[Side, ...]:
    """Give what is stored and what was typed, where somebody else saved first."""
    if form.get("act") == "release":
        return _release_sides(slot_id, form)
    row = next((one for one in recordings_of(slot_id) if one.name == form.get("recording")), None)
    if row is None or form.get("act") != "facts":
        return ()
    now = {
        "state": str(row.state),
        "audience": row.audience,
        "seconds": clock_words(row.seconds) if row.seconds else "",
        "chapters": "\n".join(f"{clock_words(one.begin)} {one.title}" for one in row.chapters),
    }
    mine = {name: form.get(name, "").strip() for name in now}
    labels = {
        "state": _("State"),
        "audience": _("For whom"),
        "seconds": _("Length"),
        "chapters": _("Chapters"),
    }
    return compare(labels, now, mine)


def _release_sides(slot_id: str, form: MultiDict[str, str]) -> tuple[Side, ...]:
    number = form.get("person", 0, type=int)
    row = next((one for one in releases(slot_id) if one.person_id == number), None)
    if row is None:
        return ()
    now = {"release": str(row.state), "parts": " ".join(span_words(one) for one in row.parts)}
    mine = {"release": form.get("release", ""), "parts": " ".join(form.get("parts", "").split())}
    return compare({"release": _("What they said"), "parts": _("Refused passages")}, now, mine)


def silent_words(count: int, *, is_before: bool) -> str:
    """Say how many have not answered yet, more urgently while the time is to come."""
    if not count:
        return ""
    words = ngettext(
        "%(num)d person has not answered whether they may be recorded.",
        "%(num)d people have not answered whether they may be recorded.",
        count,
    )
    urgently = _("Please ask before it begins.")
    return f"{words} {urgently}" if is_before else words


def state_words(state: str) -> str:
    """Word who may see a recording."""
    return {
        RecordingState.PROCESSING: _("Being worked on: nobody sees it"),
        RecordingState.RESTRICTED: _("Restricted: for some"),
        RecordingState.PUBLIC: _("Public: for everybody"),
    }[RecordingState(state)]


def release_words(state: str) -> str:
    """Word what somebody said of being recorded."""
    return {
        ReleaseState.SILENT: _("Not answered"),
        ReleaseState.GIVEN: _("Agreed"),
        ReleaseState.PARTS: _("Passages refused"),
        ReleaseState.REFUSED: _("Refused"),
        ReleaseState.WITHDRAWN: _("Withdrawn"),
    }[ReleaseState(state)]


def cut_words(how: str) -> str:
    """Word how a part was cut out."""
    return {
        Cut.REMOVED: _("what follows comes forward"),
        Cut.BLANKED: _("silent and dark, as long as before"),
    }[Cut(how)]


def recording_state_choices() -> Choices:
    """Give the states of recordings."""
    return [(str(one), state_words(one)) for one in RecordingState]


def release_state_choices() -> Choices:
    """Give what may be said of being recorded."""
    return [(str(one), release_words(one)) for one in ReleaseState if one is not ReleaseState.SILENT]


def cut_choices() -> Choices:
    """Give the ways in which parts are cut out."""
    return [(str(one), cut_words(one)) for one in Cut]


def audience_choices() -> Choices:
    """Give for whom something may be."""
    words = {
        "public": _("everybody"),
        "participants": _("whoever registered or came"),
        "parties": _("governments of Parties who registered"),
        "region": _("governments of a regional group who registered"),
        "body": _("members of a body, named by e-mail"),
        "named": _("people, named by e-mail"),
    }
    return [(one, words[one]) for one in AUDIENCES]


def region_choices() -> Choices:
    """Give the regional groups that the list of Parties knows, as the secretariat calls them."""
    return [(one, region_words(one)) for one in regional_groups()]
