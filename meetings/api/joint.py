"""The joint calendar for programs: meetings of all conventions, each once with its origins."""

from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import outside
from meetings.api.described import instant, maybe, text, whole
from meetings.api.shapes import PageQuery, Shown, listed, rfc3339, wanted
from meetings.domain.errors import NotAChoice
from meetings.domain.joint import Joint, place
from meetings.queries.joint import MOST_IN_ALL, joint_shown

blueprint = Blueprint(
    "api_joint_calendar", __name__, url_prefix="/api/v1", description="The joint calendar of the conventions."
)
YEAR: Final = timedelta(days=366)
LONGEST: Final = 3 * YEAR
BETWEEN: Final = "\n"
PIECES: Final = 4


class JointQuery(PageQuery):
    """Which meetings: those that touch some days (a year from today, if not said), of one origin or of all."""

    # A cursor of this list says more than others do: where a meeting stands, its name included.
    after = fields.String(load_default="", validate=validate.Length(max=1_000), metadata={"example": ""})
    first = fields.Date(data_key="from", load_default=None, metadata={"example": "2026-11-01"})
    last = fields.Date(data_key="to", load_default=None, metadata={"example": "2027-01-31"})
    origin = fields.String(
        load_default="", validate=validate.Length(max=300), metadata={"example": "basel-convention"}
    )


class OriginOut(Shown):
    """Whose a meeting is: its name, the key that narrows the list to it, and the calendar that passed it on."""

    name = text("Basel Convention")
    key = text("basel-convention")
    via = maybe("Joint calendar: Basel Convention")
    is_ours = fields.Boolean(required=True, metadata={"example": False})


class JointOut(Shown):
    """A meeting as the first of its origins tells it; without hours it is of whole days, both ends included."""

    uid = text("cop-99@others.example.org")
    occurrence = text("")
    sequence = whole(0)
    title = text("Conference of the Parties")
    titles = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"example": {"en": "Conference"}},
    )
    address = maybe("https://others.example.org/cop-99")
    tag = text("Basel")
    location = text("Bangkok")
    starts_on = text("2026-12-01")
    ends_on = text("2026-12-05")
    starts_at = instant()
    ends_at = instant("2026-11-17T16:30:00Z")
    state = text("confirmed", validate=validate.OneOf(["confirmed", "cancelled"]))
    updated_at = instant(allow_none=False)
    origins = fields.List(fields.Nested(OriginOut), required=True)


@blueprint.route("/joint-calendar")
@blueprint.arguments(JointQuery, location="query")
@blueprint.response(200, listed(JointOut, "JointCalendar"))
def read(query: dict[str, Any]) -> dict[str, Any]:
    """List the meetings of the joint calendar in order of time, as its page and its feed have them."""
    page, now = wanted(query), datetime.now(UTC)
    after = _after(page.after, query["after"])
    first, last = _days(query["first"], query["last"], now.date())
    with force_locale("en"):
        name = outside().site_name or _("Minamata Convention on Mercury")
    left = [
        (place(one), one)
        for one in joint_shown(first, last, name, outside().ours, most=MOST_IN_ALL)
        if one.is_of(query["origin"])
        and not one.told.is_past_cancelled(now)
        and (page.updated_since is None or one.told.stamp >= page.updated_since)
    ]
    left = sorted((each for each in left if each[0] > after), key=itemgetter(0))
    shown = left[: page.size]
    following = BETWEEN.join(shown[-1][0]) if len(left) > len(shown) else None
    return {"items": [_body(one, outside().base_url) for _at, one in shown], "next": following}


def _after(cursor: str, given: str) -> tuple[str, ...]:
    """Read the place that a cursor holds; the meeting itself may have gone since.

    Raises: NotAChoice, for a cursor of another list.
    """
    at = tuple(cursor.split(BETWEEN)) if cursor else ()
    if len(at) not in (0, PIECES):
        raise NotAChoice(field="after", value=given)
    return at


def _days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Give the days asked for.

    Raises: NotAChoice, for days that are too many, in the wrong order, or too far away.
    """
    begin = first or today
    if not 1971 <= begin.year <= 2035:
        raise NotAChoice(field="from", value=begin.isoformat())
    end = last or begin + YEAR
    if not begin <= end <= begin + LONGEST:
        raise NotAChoice(field="to", value=end.isoformat())
    return begin, end


def _body(one: Joint, base_url: str) -> dict[str, Any]:
    told = one.told
    page = told.page("en")
    return {
        "uid": told.uid,
        "occurrence": told.occurrence,
        "sequence": told.sequence,
        "title": told.title,
        "titles": told.titles,
        "address": (f"{base_url.rstrip('/')}{page}" if told.is_ours else page) or None,
        "tag": told.tag,
        "location": told.place,
        "starts_on": told.starts_on.isoformat(),
        "ends_on": told.ends_on.isoformat(),
        "starts_at": rfc3339(told.starts_at) if told.starts_at else None,
        "ends_at": rfc3339(told.ends_at) if told.ends_at else None,
        "state": "cancelled" if told.is_cancelled else "confirmed",
        "updated_at": rfc3339(told.stamp),
        "origins": [
            {"name": each.name, "key": each.key, "via": each.via or None, "is_ours": each.is_ours}
            for each in one.origins
        ],
    }
