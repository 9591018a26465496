"""The time planner for programs: the best one or two times of a day for an audience across zones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import allowed
from meetings.api.programmes import BEARER
from meetings.api.shapes import Given, Shown, rfc3339
from meetings.domain import errors
from meetings.domain.audiences import Audience, check_weights
from meetings.domain.covering import AWAKE, Hours, check_hours
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.planning import Plan, Question, Span, folds_of, plan
from meetings.domain.programmes import check_day, check_zone_field
from meetings.domain.zones import to_local
from meetings.queries import audiences

blueprint = Blueprint(
    "api_plan", __name__, url_prefix="/api/v1", description="The times of a day that suit an audience best."
)
NAMED: Final = ("parties", "registrations:{programme}", "participants:{programme}")


class PlanIn(Given):
    """What is asked. `audience`: weights by zone, `parties`, `registrations:{programme}` or `participants:{programme}`.

    Without `hours` 7 to 22, without `slots` one, without `busy` nothing.
    """

    date = fields.Raw(
        allow_none=True,
        metadata={
            "example": "2026-11-17",
            "description": "The quarter-hours that begin on it in `zone` are looked at.",
        },
    )
    minutes = fields.Raw(allow_none=True, metadata={"example": 90, "description": "1 to 1440."})
    zone = fields.Raw(allow_none=True, metadata={"example": "Europe/Zurich"})
    audience = fields.Raw(
        allow_none=True, metadata={"example": {"Africa/Nairobi": 12, "America/New_York": 3.5}}
    )
    hours = fields.Raw(
        allow_none=True, metadata={"example": [7, 22], "description": "Half-open, of one local day."}
    )
    slots = fields.Raw(allow_none=True, metadata={"example": 1, "description": "1 or 2."})
    busy = fields.Raw(
        allow_none=True,
        metadata={
            "example": [["2026-11-17T08:00:00Z", "2026-11-17T09:00:00Z"]],
            "description": "Half-open spans of instants.",
        },
    )


class QuarterHourOut(Shown):
    """A time that could be chosen, and the share of the audience it reaches."""

    local_start = fields.String(required=True, metadata={"example": "2026-11-17T16:00"})
    zone = fields.String(required=True, metadata={"example": "Europe/Zurich"})
    fold = fields.Integer(required=True, metadata={"example": 0})
    starts_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    ends_at = fields.String(required=True, metadata={"example": "2026-11-17T16:30:00Z"})
    coverage = fields.Float(required=True, metadata={"example": 0.62})
    free = fields.Boolean(
        required=True, metadata={"example": True, "description": "False where it meets a busy time."}
    )


class PlanOut(Shown):
    """The best one or two times, what they reach together, the best single one, and every quarter-hour of the day."""

    slots = fields.List(fields.Nested(QuarterHourOut), required=True)
    coverage = fields.Float(required=True, metadata={"example": 0.62})
    best_single = fields.Nested(QuarterHourOut, required=True)
    quarter_hours = fields.List(fields.Nested(QuarterHourOut), required=True)
    not_placed = fields.Integer(
        required=True,
        metadata={
            "example": 0,
            "description": "People of a named audience whose zone and country are not known.",
        },
    )


@blueprint.route("/plan/slots")
class PlannedSlots(MethodView):
    """The best times of a day."""

    @blueprint.arguments(PlanIn)
    @blueprint.response(200, PlanOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Find the one or two times of a day that reach most of an audience; nothing is stored."""
        holder = allowed(Act.SEE)
        for name in ("date", "minutes", "zone", "audience"):
            if body.get(name) is None:
                raise errors.Missing(field=name)
        day = _day(body["date"])
        audience = _audience(body["audience"], day, holder)
        question = Question(
            day=day,
            zone=check_zone_field(body["zone"]),
            minutes=body["minutes"],
            weights=audience.weights,
            hours=_hours(body.get("hours")),
            times=1 if body.get("slots") is None else body["slots"],
            busy=_busy(body.get("busy")),
        )
        return _answer(plan(question), question.zone, audience.unknown)


def _day(given: Any) -> date:
    """Read the day.

    Raises: NotATime.
    """
    found = check_day(given, "date") if isinstance(given, str) and len(given) == 10 else None
    if found is None:
        raise errors.NotATime(field="date", value=str(given)[:40])
    return found


def _audience(given: Any, day: date, holder: Holder) -> Audience:
    """Read a table of weights, or count a named audience, as far as its figures are open to whoever asks.

    Raises: what `check_weights` raises; NotAChoice, for a name that is none; NotAllowed; Missing, for nobody.
    """
    if not isinstance(given, str):
        return check_weights(given)
    kind, _, programme = given.partition(":")
    known = audiences.states()
    if given == "parties":
        found = audiences.parties_on(day, known)
    elif kind in ("registrations", "participants") and programme:
        where = reach(holder, Act.FIGURES)
        if not where.touches(programme):
            raise errors.NotAllowed(field="audience")
        count = audiences.registered if kind == "registrations" else audiences.came
        found = count(programme, where, known)
    else:
        raise errors.NotAChoice(field="audience", value=given[:60], choices=list(NAMED))
    if not found.listeners:
        raise errors.Missing(field="audience")
    return found


def _hours(given: Any) -> Hours:
    if given is None:
        return AWAKE
    if not isinstance(given, list) or len(given) != 2:
        raise errors.NotHours(field="hours", value=str(given)[:40])
    return check_hours(*given)


def _busy(given: Any) -> list[Span]:
    """Read busy times.

    Raises: NotASpan, for what is no two instants with their offsets.
    """
    if given is None:
        return []
    if not isinstance(given, list):
        raise errors.NotASpan(field="busy", value=str(given)[:40])
    return [_span(one) for one in given]


def _span(given: Any) -> Span:
    refusal = errors.NotASpan(field="busy", value=str(given)[:80])
    if not isinstance(given, list) or len(given) != 2 or not all(isinstance(one, str) for one in given):
        raise refusal
    try:
        first, last = (datetime.fromisoformat(one) for one in given)
        if first.tzinfo is None or last.tzinfo is None:
            raise refusal
        return first.astimezone(UTC), last.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal from None


def _answer(found: Plan, zone: str, unknown: int) -> dict[str, Any]:
    starts = found.quarters.starts
    walls = [to_local(start, zone).replace(tzinfo=None) for start in starts]
    every = [
        {
            "local_start": wall.isoformat(timespec="minutes"),
            "zone": zone,
            "fold": fold,
            "starts_at": rfc3339(start),
            "ends_at": rfc3339(start + timedelta(minutes=found.quarters.minutes)),
            "coverage": float(reached),
            "free": bool(found.free >> number & 1),
        }
        for number, (start, wall, fold, reached) in enumerate(
            zip(starts, walls, folds_of(walls), found.reached, strict=True)
        )
    ]
    return {
        "slots": [every[number] for number in found.chosen],
        "coverage": float(found.covered),
        "best_single": every[found.best],
        "quarter_hours": every,
        "not_placed": unknown,
    }
