"""A programme at a glance for programs: the weeks around now, who waits, how mails fare, and what is in the way."""

from collections.abc import Iterable
from typing import Any, Final

from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from meetings.api.by_example import INSTANT, WORDS, Null, shown
from meetings.api.programmes import BEARER
from meetings.api.reaching import may_reach, open_in, right_now
from meetings.api.shapes import listed
from meetings.domain.errors import NotFound
from meetings.domain.glance import by_group
from meetings.domain.permissions import Act, Reach
from meetings.domain.warnings import (
    Held,
    Kind,
    against_what_was_said,
    beside,
    nights,
    on_days_off,
    twice,
)
from meetings.queries.days_off import days_off
from meetings.queries.glance import growth_of, near_slots, parties_seen
from meetings.queries.glance_queues import (
    SIZE,
    Queue,
    QueueRow,
    mail_health,
    queue_numbers,
    queue_rows,
)
from meetings.queries.warnings import Facts, warning_facts

blueprint = Blueprint(
    "api_glance",
    __name__,
    url_prefix="/api/v1",
    description="A programme at a glance, and what is in the way.",
)
GLANCE: Final = "/programmes/<programme>/glance"
LAST_PAGE: Final = 10_000
MOST_FOREIGN: Final = 100

NearOut = shown(
    "GlanceTime",
    "A time of the week before or after; `came` is null where nobody counts.",
    slot="k3vq8xw2",
    session="mercury-in-products",
    title=WORDS,
    state="published",
    starts_at=INSTANT,
    registered=120,
    came=Null(97),
)
GroupOut = shown(
    "GlanceGroup",
    "Parties of a regional group: how many there are, and of how many nobody registered, and nobody came.",
    group="africa",
    parties=44,
    never_registered=13,
    never_came=19,
)
MailsOut = shown(
    "GlanceMails",
    "Mails that are late, will be tried again, were given up, and came back.",
    late=0,
    retry=2,
    given_up=1,
    returned=3,
)
GlanceOut = shown(
    "Glance",
    "A programme at a glance, each part as far as a program may see it; parts that it may not see are empty or null.",
    times=[NearOut],
    registrations=Null(812),
    registrations_before=Null(640),
    groups=[GroupOut],
    queues={"waiting": 4},
    mails=Null(MailsOut),
)
WaitingOut = shown(
    "GlanceWaiting",
    "Somebody who waits: for which time, since when, and their number in line.",
    person="p5t8n2wq",
    name="Chen Example",
    slot="k3vq8xw2",
    title=WORDS,
    starts_at=INSTANT,
    since=Null(INSTANT),
    position=Null(3),
)
WarningOut = shown(
    "Warning",
    "Something in the way of times; `hides` where another session is in it that is not open to whoever asks.",
    kind="panelist",
    slots=["k3vq8xw2"],
    hides=False,
    names=["Amara Example"],
    what="Meeting of another convention",
    percent=Null(60),
)


class PageNumber(Schema):
    """Which page of a queue, from 1."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    page = fields.Integer(load_default=1, validate=validate.Range(1, LAST_PAGE), metadata={"example": 1})


@blueprint.route(GLANCE)
@blueprint.response(200, GlanceOut)
@blueprint.doc(security=BEARER)
def glance(programme: str) -> dict[str, Any]:
    """Read a programme at a glance."""
    open_in(Act.SEE, programme)
    now = right_now()
    sees, counts, knows = (_where(one, programme) for one in (Act.SEE, Act.FIGURES, Act.PEOPLE))
    this, last = growth_of(programme, counts, now) if counts else (None, None)
    mails = mail_health(programme, knows, now) if knows else None
    return {
        "times": [_near(one) for one in near_slots(programme, sees, now)] if sees else [],
        "registrations": _total(this),
        "registrations_before": _total(last),
        "groups": by_group([one.seen for one in parties_seen(programme, counts, now)]) if counts else [],
        "queues": {str(one): number for one, number in queue_numbers(programme, knows, now).items()}
        if knows
        else {},
        "mails": mails,
    }


@blueprint.route(f"{GLANCE}/<queue>")
@blueprint.arguments(PageNumber, location="query")
@blueprint.response(200, listed(WaitingOut, "GlanceQueue"))
@blueprint.doc(security=BEARER)
def queue(query: dict[str, Any], programme: str, queue: str) -> dict[str, Any]:
    """List who waits, the next time first; `?page=2` gives those after."""
    where = open_in(Act.PEOPLE, programme)
    if queue not in list(Queue):
        raise NotFound()
    rows = queue_rows(Queue(queue), programme, where, right_now(), page=query["page"])
    return {"items": [_waiting(one) for one in rows[:SIZE]], "next": None}


@blueprint.route("/programmes/<programme>/warnings")
@blueprint.response(200, listed(WarningOut, "WarningList"))
@blueprint.doc(security=BEARER)
def warnings(programme: str) -> dict[str, Any]:
    """List what is in the way of the times of a programme within reach."""
    facts = warning_facts(programme, open_in(Act.SEE, programme))
    mine = facts.mine
    return {
        "items": [
            *_twice(facts),
            *(
                _one(Kind.CANNOT, [one.held], one.names)
                for one in against_what_was_said(mine, facts.panel, facts.said)
            ),
            *(
                _one(Kind.FOREIGN, one.held, what=one.meeting.title)
                for one in beside(mine, facts.meetings)[:MOST_FOREIGN]
            ),
            *(
                _one(Kind.HOLIDAY, [one.held], one.names, what=one.holiday)
                for one in on_days_off(mine, facts.panel, days_off)
            ),
            *(
                _one(Kind.NIGHT, [one.held], what=one.region, percent=one.percent)
                for one in nights(mine, facts.audience)
            ),
        ],
        "next": None,
    }


def _where(act: Act, programme: str) -> Reach | None:
    found = may_reach(act)
    return found if found.touches(programme) else None


def _total(growth: Any) -> int | None:
    if growth is None:
        return None
    return int(growth.days[-1].total) if growth.days else 0


def _near(one: Any) -> dict[str, Any]:
    names = ("session", "title", "state", "registered", "came")
    return {name: getattr(one, name) for name in names} | {
        "slot": one.slot.id,
        "starts_at": one.slot.starts_at,
    }


def _waiting(one: QueueRow) -> dict[str, Any]:
    names = ("person", "name", "title", "starts_at", "since", "position")
    return {name: getattr(one, name) for name in names} | {"slot": one.slot_id}


def _twice(facts: Facts) -> Iterable[dict[str, Any]]:
    people = {one.person_id: one.name for each in facts.panel.values() for one in each}
    panel = twice(facts.held, lambda held: [one.person_id for one in facts.panel.get(held.session_id, ())])
    for found in panel:
        yield _one(Kind.PANELIST, (found.first, found.second), [people[int(str(found.key))]])
    for found in twice(facts.held, lambda held: [held.room] if held.room else []):
        yield _one(Kind.ROOM, (found.first, found.second))
    for found in twice(facts.held, lambda held: [held.platform] if held.platform else []):
        yield _one(Kind.PLATFORM, (found.first, found.second))


def _one(
    kind: Kind, held: Iterable[Held], names: Iterable[str] = (), *, what: str = "", percent: int | None = None
) -> dict[str, Any]:
    every = list(held)
    told = [one.id for one in every if one.is_open or one.is_public]
    return {
        "kind": str(kind),
        "slots": told,
        "hides": len(told) < len(every),
        "names": list(names),
        "what": what,
        "percent": percent,
    }
