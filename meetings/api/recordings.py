"""The recordings of a time for programs: files, addresses, captions and chapters, and who may see them."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import INSTANT, WORDS, Needed, Null, given, shown
from meetings.api.files import kept, kept_bytes, said_beside, sent_start, takes_about
from meetings.api.programmes import BEARER, both_sides
from meetings.api.reaching import PartQuery, acted, actor, may_reach, open_in, open_slot, part_of, right_now
from meetings.api.shapes import listed, revision_seen
from meetings.domain import captions as rules
from meetings.domain import errors
from meetings.domain.kept_files import MEDIA, AudienceGiven
from meetings.domain.permissions import Act
from meetings.domain.recordings import Release, cleared, clock_words, span_words
from meetings.queries import desk_files
from meetings.queries import recordings as queries
from meetings.queries.desk import programme as programme_of
from meetings.queries.desk import slot_page
from meetings.queries.recordings import KeptRow
from meetings.services import recordings as services
from meetings.services.recordings import Facts

blueprint = Blueprint("api_recordings", __name__, url_prefix="/api/v1", description="Recordings of times.")
SOUND: Final = {kind: ending for kind, ending in MEDIA.items() if kind.startswith("audio/")}
SLOT: Final = "/slots/<slot_id>/recordings"
RECORDING: Final = f"{SLOT}/<recording>"

ChapterOut = shown("RecordingChapter", "A chapter, from the second it begins at.", begin=95, title="Opening")
CaptionsOut = shown(
    "RecordingCaptions", "Captions in one language.", language="fr", cues=412, updated_at=INSTANT
)
RecordingOut = shown(
    "Recording",
    "A recording as staff see it; `closed_by` and `uncut` say why nobody can see it.",
    id="r8w3k5zt",
    language="en",
    state="restricted",
    audience="participants",
    regions=["africa"],
    people=["amara@example.org"],
    address=Null("https://video.example.org/mercury"),
    has_file=True,
    media_type="video/mp4",
    bytes=Null(84_213_004),
    seconds=Null(5_284),
    audio_type="audio/mp4",
    audio_bytes=Null(9_213_004),
    chapters=[ChapterOut],
    cuts=["0:10:00-0:12:30"],
    captions=[CaptionsOut],
    closed_by=["Amara Example"],
    uncut=["0:10:00-0:12:30"],
    silent=["Bilal Example"],
    revision=2,
)
FileIn = given(
    "RecordingFile",
    "In which language, and how refused parts were cut out; `revision` is of the recording in its place, 0 for none.",
    language=Needed("en"),
    cut="",
    revision=0,
)
AddressIn = given(
    "RecordingAddress",
    "A recording at an address elsewhere; an empty address takes it away. `revision` as with files.",
    language=Needed("en"),
    address=Needed("https://video.example.org/mercury"),
    captions=["fr"],
    revision=0,
)
FactsIn = given(
    "RecordingFacts",
    "What is said of a recording; `knows_silent` where it is shown though somebody has not answered.",
    state="restricted",
    audience="participants",
    regions=["africa"],
    people=["amara@example.org"],
    length="1:28:04",
    chapters="0:00 Opening\n1:35 Questions",
    knows_silent=False,
)
LanguageIn = given("RecordingCaptionsFile", "The language of captions.", language=Needed("fr"))
CutIn = given("RecordingSound", "How refused parts were cut out of the file of sound.", cut="")
SilentOut = shown(
    "RecordingSilent",
    "A time to come, and how many of its panel have not said whether they may be recorded.",
    slot="k3vq8xw2",
    title=WORDS,
    starts_at=INSTANT,
    silent=2,
    asked=1,
)
BrokenOut = shown(
    "BrokenAddress",
    "An address elsewhere where nothing is.",
    session="mercury-in-products",
    slot="k3vq8xw2",
    title=WORDS,
    language="en",
    address="https://video.example.org/mercury",
    since=INSTANT,
    why="status",
    failures=3,
)
StandingOut = shown(
    "RecordingStanding",
    "A recording of a programme.",
    slot="k3vq8xw2",
    title=WORDS,
    starts_at=INSTANT,
    language="en",
    state="public",
    audience="public",
    is_kept=True,
)
KeptOut = shown(
    "ProgrammeRecordings",
    "Recordings and documents of a programme: what is silent, how they stand, and what is broken.",
    silent=[SilentOut],
    recordings=[StandingOut],
    broken=[BrokenOut],
)


@blueprint.route("/programmes/<programme>/recordings")
@blueprint.response(200, KeptOut)
@blueprint.doc(security=BEARER)
def of_programme(programme: str) -> dict[str, Any]:
    """Read whose answer is missing, how recordings stand, and where links lead nowhere."""
    where = open_in(Act.SEE, programme)
    programme_of(programme)
    return {
        "silent": [_of_slot(one) for one in desk_files.silent_before(programme, where, right_now())],
        "recordings": [_of_slot(one) for one in desk_files.standing(programme, where)],
        "broken": [_of_slot(one) for one in desk_files.broken(programme, where)],
    }


@blueprint.route(SLOT)
class Recordings(MethodView):
    """The recordings of a time."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(RecordingOut, "RecordingList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], slot_id: str) -> dict[str, Any]:
        """List the recordings of a time, one a language."""
        open_slot(Act.SEE, slot_id)
        return part_of(_bodies(slot_id), query, lambda one: one["id"])


@blueprint.route(f"{SLOT}/file", methods=["POST"])
@blueprint.response(201, RecordingOut)
@takes_about(FileIn, needed=True)
@blueprint.doc(security=BEARER)
def keep(slot_id: str) -> Response:
    """Keep a file as the recording in a language, in place of the one before."""
    open_slot(Act.EDIT, slot_id)
    body, now, by = said_beside(FileIn), right_now(), actor()
    language, seen, cut = body["language"], body.get("revision", 0), body.get("cut", "")

    def act() -> None:
        with kept("recordings", MEDIA) as file:
            services.keep_recording(slot_id, language, file, seen, now, by, cut=cut)

    return acted(RecordingOut, act, body, lambda: _in_language(slot_id, language), 201)


@blueprint.route(f"{SLOT}/address", methods=["POST"])
@blueprint.arguments(AddressIn)
@blueprint.response(200, listed(RecordingOut, "RecordingsNow"))
@blueprint.doc(security=BEARER)
def put_address(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Put a recording at an address elsewhere, or take it away; give the recordings there are then."""
    open_slot(Act.EDIT, slot_id)
    captions, seen = body.get("captions", []), body.get("revision", 0)
    language, address = body["language"], body["address"]
    services.put_recording(slot_id, language, address, captions, seen, right_now(), actor())
    return {"items": _bodies(slot_id), "next": None}


@blueprint.route(RECORDING)
class Recording(MethodView):
    """One recording."""

    @blueprint.response(200, RecordingOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str, recording: str) -> Response:
        """Read a recording."""
        open_slot(Act.SEE, slot_id)
        return acted(RecordingOut, lambda: None, None, lambda: _one(slot_id, recording))

    @blueprint.arguments(FactsIn)
    @blueprint.response(200, RecordingOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str, recording: str) -> Response:
        """Change what is named of a recording: its state, for whom it is, its length and chapters."""
        open_slot(Act.EDIT, slot_id)
        row, seen = _row(slot_id, recording), revision_seen()
        facts = _facts(body, row)
        return _done(
            slot_id, recording, body, lambda: services.set_facts(row.name, facts, seen, right_now(), actor())
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, slot_id: str, recording: str) -> Response:
        """Take a recording away, with its file, its sound and its captions."""
        open_slot(Act.EDIT, slot_id)
        row, seen = _row(slot_id, recording), revision_seen()
        stale = both_sides(
            lambda: services.drop_recording(row.name, seen, right_now(), actor()),
            None,
            lambda: RecordingOut().dump(_one(slot_id, recording)),
        )
        return stale or Response(status=204)


@blueprint.route(f"{RECORDING}/captions", methods=["POST"])
@blueprint.response(200, RecordingOut)
@takes_about(LanguageIn, needed=True)
@blueprint.doc(security=BEARER)
def keep_captions(slot_id: str, recording: str) -> Response:
    """Keep a file of captions (WebVTT) in a language."""
    open_slot(Act.EDIT, slot_id)
    row, body = _row(slot_id, recording), said_beside(LanguageIn)
    raw, name = sent_start(rules.MOST_BYTES)
    cues = rules.read_captions(raw)
    with kept_bytes("captions", raw, "text/vtt", name) as file:
        services.keep_captions(row.name, body["language"], file, cues, right_now(), actor())
    return _done(slot_id, recording, body, lambda: None)


@blueprint.route(f"{RECORDING}/captions/<language>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def drop_captions(slot_id: str, recording: str, language: str) -> Response:
    """Take the captions in a language away."""
    open_slot(Act.EDIT, slot_id)
    services.drop_captions(_row(slot_id, recording).name, language, right_now(), actor())
    return Response(status=204)


@blueprint.route(f"{RECORDING}/sound", methods=["POST"])
@blueprint.response(200, RecordingOut)
@takes_about(CutIn, needed=True)
@blueprint.doc(security=BEARER)
def keep_audio(slot_id: str, recording: str) -> Response:
    """Keep the smaller file without pictures."""
    open_slot(Act.EDIT, slot_id)
    row, body, seen = _row(slot_id, recording), said_beside(CutIn), revision_seen()

    def act() -> None:
        with kept("recordings", SOUND) as file:
            services.keep_audio(row.name, file, seen, right_now(), actor(), cut=body.get("cut", ""))

    return _done(slot_id, recording, body, act)


@blueprint.route(f"{RECORDING}/sound", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def drop_audio(slot_id: str, recording: str) -> Response:
    """Take the file without pictures away."""
    open_slot(Act.EDIT, slot_id)
    row, seen = _row(slot_id, recording), revision_seen()
    stale = both_sides(
        lambda: services.keep_audio(row.name, None, seen, right_now(), actor()),
        None,
        lambda: RecordingOut().dump(_one(slot_id, recording)),
    )
    return stale or Response(status=204)


def _of_slot(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__} | {"slot": row.slot_id}


def _done(slot_id: str, recording: str, body: Any, act: Callable[[], object]) -> Response:
    return acted(RecordingOut, act, body, lambda: _one(slot_id, recording))


def _row(slot_id: str, name: str) -> KeptRow:
    """Give a recording, which is of this time.

    Raises: NotFound.
    """
    found = next((one for one in queries.recordings_of(slot_id) if one.name == name), None)
    if found is None:
        raise errors.NotFound()
    return found


def _in_language(slot_id: str, language: str) -> dict[str, Any] | None:
    return next((one for one in _bodies(slot_id) if one["language"] == language), None)


def _bodies(slot_id: str) -> list[dict[str, Any]]:
    panel = queries.said(queries.releases(slot_id))
    may_see = _may_see(slot_id)
    return [_body(one, panel, may_see=may_see) for one in queries.recordings_of(slot_id)]


def _one(slot_id: str, name: str) -> dict[str, Any]:
    panel = queries.said(queries.releases(slot_id))
    return _body(_row(slot_id, name), panel, may_see=_may_see(slot_id))


def _may_see(slot_id: str) -> bool:
    """Say whether whoever asks may know people of a time."""
    page = slot_page(slot_id)
    return may_reach(Act.PEOPLE).covers(page.programme.slug, page.session.stream, page.session.partners)


def _facts(body: dict[str, Any], row: KeptRow) -> Facts:
    audience = AudienceGiven(
        body.get("audience", row.audience),
        tuple(body.get("regions", row.regions)),
        tuple(one.strip() for one in body.get("people", row.people) if one.strip()),
    )
    length = clock_words(row.seconds) if row.seconds else ""
    chapters = "\n".join(f"{clock_words(one.begin)} {one.title}" for one in row.chapters)
    return Facts(
        body.get("state", str(row.state)),
        audience,
        body.get("length", length),
        body.get("chapters", chapters),
        knows_silent=body.get("knows_silent", False),
    )


def _body(row: KeptRow, panel: Iterable[Release], *, may_see: bool) -> dict[str, Any]:
    """Write a recording; who is named only for whoever may see people."""
    found = cleared(panel, row.cuts)
    return {
        **{name: getattr(row, name) for name in row.__dataclass_fields__},
        "id": row.name,
        "people": list(row.people) if may_see else [],
        "state": str(row.state),
        "cuts": [span_words(one.part) for one in row.cuts],
        "closed_by": [one or "" for one in found.closed_by],
        "uncut": [span_words(one) for one in found.uncut],
        "silent": [one or "" for one in found.silent],
    }
