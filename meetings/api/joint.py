"""The joint calendar for programs: meetings of all conventions, each once with its origins."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import outside
from meetings.api.described import instant, maybe, text, whole
from meetings.api.shapes import PageQuery, Shown, listed, rfc3339, wanted
from meetings.domain.errors import NotAChoice
from meetings.domain.joint import Joint
from meetings.queries.joint import MOST_IN_ALL, joint_calendar

blueprint = Blueprint(
    "api_joint_calendar", __name__, url_prefix="/api/v1", description="The joint calendar of the conventions."
)
YEAR: Final = timedelta(days=366)
LONGEST: Final = 3 * YEAR
MARK: Final = 16


class JointQuery(PageQuery):
    """Which meetings: those that touch some days (a year from today, if not said), of one origin or of all."""

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
    first, last = _days(query["first"], query["last"], now.date())
    with force_locale("en"):
        name = outside().site_name or _("Minamata Convention on Mercury")
    every = [
        one
        for one in joint_calendar(first, last, name, outside().ours, most=MOST_IN_ALL)
        if one.is_of(query["origin"])
        and not one.told.is_past_cancelled(now)
        and (page.updated_since is None or one.told.stamp >= page.updated_since)
    ]
    marks = [_mark(one) for one in every]
    if page.after and page.after not in marks:
        raise NotAChoice(field="after", value=query["after"])
    begin = marks.index(page.after) + 1 if page.after else 0
    end = begin + page.size
    following = marks[end - 1] if len(every) > end else None
    return {"items": [_body(one, outside().base_url) for one in every[begin:end]], "next": following}


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


def _mark(one: Joint) -> str:
    """Give the identity of a meeting as a cursor holds it; two of one name have days of their own."""
    told = one.told
    return sha256(f"{told.uid} {told.occurrence} {told.starts_on}".encode()).hexdigest()[:MARK]


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
