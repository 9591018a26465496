"""The season board for programs: sessions begun with their times, changed, moved, held again; the last act undone."""

from datetime import date, time
from typing import Any, Final

from flask import Response, current_app, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.board_shapes import (
    BoardOut,
    BoardSessionIn,
    BoardSessionOut,
    BoardSessionPatch,
    DuplicateIn,
    MadeOut,
    OutlookOut,
    SeasonIn,
    SeasonOut,
    SeriesIn,
    SeriesOut,
    ShiftIn,
    UndoIn,
    UndoneOut,
)
from meetings.api.outlooks import outlook_body
from meetings.api.programmes import BEARER
from meetings.api.reaching import actor, may_reach, open_in, open_session, right_now, within
from meetings.api.shapes import wall_time
from meetings.domain import errors
from meetings.domain.board import Shift, Standing
from meetings.domain.changes import Moment
from meetings.domain.checks import MOST_MINUTES
from meetings.domain.codes import SlotState
from meetings.domain.moves import Move
from meetings.domain.permissions import Act, Reach
from meetings.domain.programmes import check_zone_field
from meetings.domain.weekly import MOST_WEEKS
from meetings.queries.board import Board, BoardSession, SessionFacts, board, last_act, session_facts
from meetings.queries.desk import slot_page
from meetings.queries.outlook import moved_slot
from meetings.services import board as services
from meetings.services.board import SessionGiven, Target, TimeGiven
from meetings.services.copies import NewSeason, duplicate_season, duplicate_session
from meetings.services.series import Series, SeriesAsked, series_of
from meetings.services.undoing import KEY, undo

blueprint = Blueprint(
    "api_board", __name__, url_prefix="/api/v1", description="The season board: many times in one act."
)
MOST_DAYS: Final = 400
MOST_TIMES: Final = 20
LISTS: Final = ("languages", "interpreted", "partners", "articles")


def _here(programme: str) -> tuple[Board, Reach]:
    """Give a board, and where a program may change sessions on it.

    Raises: SignInNeeded, NotAllowed; NotFound.
    """
    edits = open_in(Act.EDIT, programme)
    return board(programme, may_reach(Act.SEE)), edits


def _session_here(programme: str, slug: str) -> tuple[Board, BoardSession, Reach]:
    """Give a session that a program may change, its board, and where else the program may change sessions.

    Raises: SignInNeeded, NotAllowed; NotFound.
    """
    open_session(Act.EDIT, programme, slug)
    found = board(programme, may_reach(Act.SEE))
    one = next((each for each in found.sessions if each.slug == slug), None)
    if one is None:
        raise errors.NotFound()
    return found, one, may_reach(Act.EDIT)


@blueprint.route("/programmes/<programme>/board")
@blueprint.response(200, BoardOut)
@blueprint.doc(security=BEARER)
def show(programme: str) -> dict[str, Any]:
    """Read the board: sessions with their times, and what a program did last."""
    open_in(Act.SEE, programme)
    found = board(programme, may_reach(Act.SEE))
    last = last_act(programme, actor(), right_now())
    return {
        "programme": programme,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "sessions": found.sessions,
        "last": last,
    }


@blueprint.route("/programmes/<programme>/board/undo", methods=["POST"])
@blueprint.arguments(UndoIn)
@blueprint.response(200, UndoneOut)
@blueprint.doc(security=BEARER)
def take_back(body: dict[str, Any], programme: str) -> dict[str, str]:
    """Take the last act back that this program did here."""
    edits = open_in(Act.EDIT, programme)
    if not body.get("key"):
        raise errors.Missing(field="key")
    return {"act": undo(programme, body["key"], edits, right_now(), actor())}


@blueprint.route("/programmes/<programme>/board/sessions", methods=["POST"])
@blueprint.arguments(BoardSessionIn)
@blueprint.response(201, BoardSessionOut)
@blueprint.doc(security=BEARER)
def begin(body: dict[str, Any], programme: str) -> Response:
    """Begin a session with its times, as a draft; sent again with the same `once` it is refused as done before."""
    found, edits = _here(programme)
    fields = {name: body.get(name, {}) for name in ("title", "abstract")}
    fields |= {name: body.get(name, []) for name in LISTS} | {"stream": body.get("stream")}
    given = SessionGiven(fields, _times(body, {}))
    _check_given(found, given, edits)
    apart = not edits.covers(programme, None, ())
    once = once_of(body)
    (slug,) = services.create(programme, [given], right_now(), actor(), once=once, apart=apart)
    return _answer(programme, slug, 201)


@blueprint.route("/programmes/<programme>/board/sessions/<session>")
class BoardSessions(MethodView):
    """A session with its times, in one act."""

    @blueprint.response(200, BoardSessionOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, session: str) -> Response:
        """Read a session with the mark that its acts want to have seen."""
        _found, one, _edits = _session_here(programme, session)
        return _answer(programme, one.slug)

    @blueprint.arguments(BoardSessionPatch)
    @blueprint.response(200, BoardSessionOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, session: str) -> Response:
        """Change what is named; of a draft, times that are left out of `slots` are taken away."""
        found, one, edits = _session_here(programme, session)
        facts = session_facts(programme, one.slug)
        if body["mark"] != facts.mark:
            raise errors.Stale(current=facts.revision)
        given = SessionGiven(_fields(body, facts), _kept_times(body, facts))
        _check_given(found, given, edits)
        services.edit(programme, session, given, facts.mark, right_now(), actor())
        return _answer(programme, session)


@blueprint.route("/programmes/<programme>/board/sessions/<session>/move/look", methods=["POST"])
@blueprint.arguments(ShiftIn)
@blueprint.response(200, OutlookOut)
@blueprint.doc(security=BEARER)
def look(body: dict[str, Any], programme: str, session: str) -> dict[str, Any]:
    """Say what would follow from a move, for each time; nothing is changed."""
    found, one, edits = _session_here(programme, session)
    target = _target(found, one, body, edits)
    at, items = Moment(right_now(), current_app.config["SETTLING_SECONDS"]), []
    for slot in one.slots:
        local = target.shift.of(Standing(slot.id, slot.local_start, slot.revision))
        if slot.state == SlotState.PLANNED and local != slot.local_start:
            page = slot_page(slot.id)
            items.append(outlook_body(page, moved_slot(page.slot, Move(local, fold=target.fold)), at))
    return {"items": items}


@blueprint.route("/programmes/<programme>/board/sessions/<session>/move", methods=["POST"])
@blueprint.arguments(ShiftIn)
@blueprint.response(200, BoardSessionOut)
@blueprint.doc(security=BEARER)
def move(body: dict[str, Any], programme: str, session: str) -> Response:
    """Move a session: all its planned times together, and to another stream where one is named."""
    found, one, edits = _session_here(programme, session)
    if body["mark"] != one.mark:
        raise errors.Stale(field="mark")
    target = _target(found, one, body, edits)
    services.move(programme, session, target, one.mark, right_now(), actor())
    return _answer(programme, session)


@blueprint.route("/programmes/<programme>/board/sessions/<session>/duplicate", methods=["POST"])
@blueprint.arguments(DuplicateIn)
@blueprint.response(201, BoardSessionOut)
@blueprint.doc(security=BEARER)
def duplicate(body: dict[str, Any], programme: str, session: str) -> Response:
    """Begin a session again some weeks later, with all its times, as a draft."""
    _found, _one, edits = _session_here(programme, session)
    apart, once = not edits.covers(programme, None, ()), once_of(body)
    weeks = within(body["weeks"], "weeks", -MOST_WEEKS, MOST_WEEKS)
    slug = duplicate_session(programme, session, weeks, right_now(), actor(), once=once, apart=apart)
    return _answer(programme, slug, 201)


@blueprint.route("/programmes/<programme>/board/series/look", methods=["POST"])
@blueprint.arguments(SeriesIn)
@blueprint.response(200, SeriesOut)
@blueprint.doc(security=BEARER)
def look_at_series(body: dict[str, Any], programme: str) -> dict[str, Any]:
    """Say which sessions a weekly series would have, and when; nothing is made."""
    series, _apart = _series(body, programme)
    lines = zip(series.titles, series.times, strict=True)
    return {
        "items": [
            {
                "title": title,
                "times": [
                    {"local_start": one.local_start, "starts_at": one.starts_at, "zone": series.zone}
                    for one in each
                ],
            }
            for title, each in lines
        ]
    }


@blueprint.route("/programmes/<programme>/board/series", methods=["POST"])
@blueprint.arguments(SeriesIn)
@blueprint.response(201, MadeOut)
@blueprint.doc(security=BEARER)
def make_series(body: dict[str, Any], programme: str) -> tuple[dict[str, Any], int]:
    """Begin the sessions of a weekly series, as drafts, in one act."""
    series, apart = _series(body, programme)
    once = once_of(body)
    slugs = services.create(programme, series.sessions, right_now(), actor(), once=once, apart=apart)
    return {"sessions": slugs}, 201


@blueprint.route("/programmes/<programme>/copies", methods=["POST"])
@blueprint.arguments(SeasonIn)
@blueprint.response(201, SeasonOut)
@blueprint.doc(security=BEARER)
def copy_season(body: dict[str, Any], programme: str) -> tuple[dict[str, Any], int]:
    """Begin a season again in another year: streams, sessions and times, all of them drafts."""
    _found, edits = _here(programme)
    if not edits.everywhere:
        raise errors.NotAllowed()
    begins_on = day(body["begins_on"], "begins_on")
    title = {code: text.strip() for code, text in body.get("title", {}).items() if text.strip()}
    new = NewSeason(body["slug"].strip(), title, begins_on)
    number = duplicate_season(programme, new, right_now(), actor())
    return {"slug": new.slug, "sessions": number}, 201


def day(text: str, field: str) -> date:
    """Read a date.

    Raises: NotATime, with the field.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field=field, value=text[:40]) from None


def hour(text: str, field: str) -> time:
    """Read an hour of the day.

    Raises: NotATime, with the field.
    """
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise errors.NotATime(field=field, value=text[:40]) from None


def once_of(body: dict[str, Any]) -> str:
    """Read the key by which an act sent twice is done once, or nothing.

    Raises: NotAChoice, for one that is not of 16 hexadecimal figures.
    """
    key = str(body.get("once", ""))
    if key and not KEY.fullmatch(key):
        raise errors.NotAChoice(field="once", value=key[:20])
    return key


def fold_of(body: dict[str, Any], field: str = "fold") -> int | None:
    """Read which of two equal hours is meant.

    Raises: NotAChoice, with the field.
    """
    found = body.get("fold")
    if found not in (None, 0, 1):
        raise errors.NotAChoice(field=field, value=str(found)[:20], choices=[0, 1])
    return None if found is None else int(found)


def _series(body: dict[str, Any], programme: str) -> tuple[Series, bool]:
    """Give a series that may be made here, and whether its slugs shall tell nothing of others.

    Raises: NotAllowed, and what the series refuses.
    """
    found, edits = _here(programme)
    asked = SeriesAsked(
        titles=body["titles"],
        language=body.get("language", "en"),
        count=within(body.get("count", 0), "count", 0, MOST_WEEKS),
        first=wall_time(body["local_start"]),
        zone=check_zone_field(body["zone"], "zone"),
        minutes=within(body["minutes"], "minutes", 1, MOST_MINUTES),
        every=within(body.get("every", 1), "every", 1, MOST_WEEKS),
        again=hour(body["again"], "again") if body.get("again") else None,
        fold=fold_of(body),
        stream=body.get("stream"),
        languages=body.get("languages", []),
        partners=body.get("partners", []),
    )
    series = series_of(asked)
    _check_given(found, series.sessions[0], edits)
    return series, not edits.covers(programme, None, ())


def _check_given(found: Board, given: SessionGiven, edits: Reach) -> None:
    """Refuse to put a session out of one's own reach.

    Raises: NotAllowed; NotAChoice, with field `stream`.
    """
    stream = given.fields["stream"]
    if stream is not None and stream not in {one.slug for one in found.streams}:
        raise errors.NotAChoice(field="stream", value=str(stream)[:40])
    if not edits.covers(found.programme.slug, stream, given.fields["partners"]):
        raise errors.NotAllowed(field="stream")


def _fields(body: dict[str, Any], facts: SessionFacts) -> dict[str, Any]:
    """Give the fields of a session: those that are named, else as they stand; of a text, language by language."""
    texts = {name: {**getattr(facts, name), **body.get(name, {})} for name in ("title", "abstract")}
    lists = {name: body.get(name, list(getattr(facts, name))) for name in LISTS}
    return {**texts, **lists, "stream": body.get("stream", facts.stream)}


def _kept_times(body: dict[str, Any], facts: SessionFacts) -> tuple[TimeGiven, ...]:
    known = {slot.id: slot for slot in facts.slots}
    if "slots" in body:
        return _times(body, known)
    if facts.state != "draft":
        return ()
    return tuple(
        TimeGiven(one.local_start, one.zone, one.minutes, one.part, one.fold, one.id) for one in facts.slots
    )


def _times(body: dict[str, Any], known: dict[str, Any]) -> tuple[TimeGiven, ...]:
    found = []
    if len(body.get("slots", [])) > MOST_TIMES:
        raise errors.TooManyLines(field="slots", most=MOST_TIMES)
    for number, one in enumerate(body.get("slots", [])):
        slot = known.get(one.get("id", ""))
        if one.get("id") and slot is None:
            raise errors.NotAChoice(field=f"slots.{number}.id", value=one["id"][:20])
        found.append(
            TimeGiven(
                local_start=wall_time(one["local_start"], f"slots.{number}.local_start"),
                zone=check_zone_field(one["zone"], f"slots.{number}.zone"),
                minutes=one["minutes"],
                part=one.get("part", slot.part if slot else 1),
                fold=fold_of(one, f"slots.{number}.fold"),
                slot=slot.id if slot else "",
            )
        )
    return tuple(found)


def _target(found: Board, one: BoardSession, body: dict[str, Any], edits: Reach) -> Target:
    """Read where a session is moved.

    Raises: NotATime, NotAChoice, NotAllowed, with the field.
    """
    stream = body.get("stream")
    if stream is not None and (stream or None) != one.stream:
        if stream and stream not in {each.slug for each in found.streams}:
            raise errors.NotAChoice(field="stream", value=stream[:40])
        if not edits.covers(found.programme.slug, stream or None, one.partners):
            raise errors.NotAllowed()
    else:
        stream = None
    planned = {slot.id for slot in one.slots if slot.state == SlotState.PLANNED}
    hours = {}
    for slot_id, text in body.get("hours", {}).items():
        if slot_id not in planned:
            raise errors.NotAChoice(field="hours", value=slot_id[:20])
        hours[slot_id] = hour(text, "hours")
    return Target(
        Shift(within(body.get("days", 0), "days", -MOST_DAYS, MOST_DAYS), hours), stream, fold_of(body)
    )


def _answer(programme: str, session: str, status: int = 200) -> Response:
    facts = session_facts(programme, session)
    return make_response(jsonify(BoardSessionOut().dump(facts)), status)
