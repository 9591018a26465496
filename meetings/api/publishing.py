"""Publishing for programs: what is not published and not told yet, what follows, and the act; as the desk has it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from flask import current_app
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import DAY, INSTANT, WORDS, Null, given, shown
from meetings.api.programmes import BEARER
from meetings.api.reaching import actor, open_in, right_now
from meetings.domain import errors
from meetings.domain.permissions import Act, Reach
from meetings.domain.publishing import Group, Hears
from meetings.queries import desk as programmes
from meetings.queries import publishing as queries
from meetings.queries.announcements import AnnouncementRow, announced
from meetings.queries.publishing import DraftRow
from meetings.services import announcements as telling
from meetings.services import publishing as services

blueprint = Blueprint(
    "api_publishing", __name__, url_prefix="/api/v1", description="Publishing sessions and programmes."
)
MARK: Final = "0b7d9c2f4a6e8130"

DraftOut = shown(
    "PublicationDraft",
    "A session that is not published; `mark` is what a publishing says it had seen; `missing` keeps it from nothing.",
    slug="mercury-in-products",
    title=WORDS,
    stream=Null("science"),
    slots=["k3vq8xw2"],
    panelists=3,
    partners=["unep-gmp"],
    mark=MARK,
    missing=["abstract"],
)
ToldOut = shown(
    "PublicationTold", "People told in one language at one moment.", language="fr", people=12, due_at=INSTANT
)
ChangedOut = shown(
    "PublicationChange",
    "A time whose change rests and is not told yet.",
    slot="k3vq8xw2",
    session="mercury-in-products",
    version=2,
    told=[ToldOut],
)
OldOut = shown(
    "PublicationOldAnnouncement",
    "An announcement elsewhere that states an old time; without a partner it is our own.",
    id=7,
    session="mercury-in-products",
    partner="",
    address="https://news.example.org/mercury",
    announced_on=DAY,
    revision=1,
    slots=["k3vq8xw2"],
)
PublicationOut = shown(
    "Publication",
    "What of a programme is not published and not told yet, as far as a program may publish it.",
    published=False,
    revision=4,
    drafts=[DraftOut],
    changed=[ChangedOut],
    announced=[OldOut],
)
ChosenIn = given(
    "PublicationSession",
    "A session to publish, with its mark as it was seen.",
    slug="mercury-in-products",
    mark=MARK,
)
PublishIn = given(
    "PublicationChosen",
    "What is to be published; `programme` is the revision of the programme that was seen, where it is to be, too.",
    sessions=[ChosenIn],
    programme=Null(4),
)
LookIn = given(
    "PublicationLook",
    "What follows is asked of; `every` asks of all there is.",
    sessions=[ChosenIn],
    programme=Null(4),
    every=False,
)
LookOut = shown(
    "PublicationOutlook",
    "What would follow: who is told when, and how many hear nothing, by reason.",
    sessions=["mercury-in-products"],
    with_programme=False,
    is_public=True,
    told=[ToldOut],
    not_told={"no_mailbox": 2},
    without_registration=0,
    partners=["unep-gmp"],
)
PublishedOut = shown("PublicationDone", "How many were published by this.", published=1)
SeenIn = given("PublicationSeen", "An announcement, as it was seen.", id=7, revision=1)
TellIn = given("PublicationTell", "The announcements whose partners were told.", announcements=[SeenIn])
TellOut = shown("PublicationCorrected", "How many announcements were corrected by this.", told=1)


@blueprint.route("/programmes/<programme>/publication")
class Publication(MethodView):
    """What is not published yet."""

    @blueprint.response(200, PublicationOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> dict[str, Any]:
        """Read what is not published and not told yet."""
        where = open_in(Act.EDIT, programme)
        programmes.programme(programme)
        stands = queries.standing(programme)
        settling = current_app.config["SETTLING_SECONDS"]
        return {
            "published": stands.published,
            "revision": stands.revision,
            "drafts": [_draft(one) for one in queries.drafts(programme, where)],
            "changed": [
                {
                    "slot": one.slot.id,
                    "session": one.session,
                    "version": one.versions[-1].version,
                    "told": [_told(group, one.versions[-1].changed_at) for group in groups],
                }
                for one, groups in queries.untold(programme, where, settling)
            ],
            "announced": [
                old_body(one.session.slug, row)
                for one in announced(programme, where)
                for row in one.announcements
                if row.old
            ],
        }


@blueprint.route("/programmes/<programme>/publication/look", methods=["POST"])
@blueprint.arguments(LookIn)
@blueprint.response(200, LookOut)
@blueprint.doc(security=BEARER)
def look(body: dict[str, Any], programme: str) -> dict[str, Any]:
    """Say what would follow from publishing; nothing is changed."""
    where, now = open_in(Act.EDIT, programme), right_now()
    programmes.programme(programme)
    stands, drafts = queries.standing(programme), queries.drafts(programme, where)
    if body.get("every"):
        chosen, with_programme = drafts, where.covers(programme) and not stands.published
    else:
        seen = _chosen(body, programme, where)
        chosen = [one for one in drafts if one.slug in seen.sessions]
        with_programme = seen.programme is not None and not stands.published
        stale = tuple(one.slug for one in chosen if one.mark != seen.sessions[one.slug])
        if stale:
            raise errors.Stale(field="sessions", sessions=stale)
    if not chosen and not with_programme:
        raise errors.NothingChosen(field="sessions")
    return _outlook(chosen, stands, now, with_programme=with_programme)


@blueprint.route("/programmes/<programme>/publication/publish", methods=["POST"])
@blueprint.arguments(PublishIn)
@blueprint.response(200, PublishedOut)
@blueprint.doc(security=BEARER)
def publish(body: dict[str, Any], programme: str) -> dict[str, int]:
    """Publish sessions, and the programme where it is chosen: all of it or nothing, again is nothing."""
    where = open_in(Act.EDIT, programme)
    number = services.publish(programme, _chosen(body, programme, where), right_now(), actor())
    return {"published": int(number)}


@blueprint.route("/programmes/<programme>/publication/told", methods=["POST"])
@blueprint.arguments(TellIn)
@blueprint.response(200, TellOut)
@blueprint.doc(security=BEARER)
def told(body: dict[str, Any], programme: str) -> dict[str, int]:
    """Keep that partners were told of the times as they stand."""
    where = open_in(Act.EDIT, programme)
    seen = {one.get("id", 0): one.get("revision", 0) for one in body.get("announcements", [])}
    known = {row.id for one in announced(programme, where) for row in one.announcements}
    if not set(seen) <= known:
        raise errors.NotFound()
    mine = [one.slug for one in programmes.sessions(programme, where)]
    return {"told": telling.tell(programme, seen, mine, right_now(), actor())}


def _chosen(body: dict[str, Any], programme: str, where: Reach) -> services.Chosen:
    """Read what was chosen.

    Raises: NotAllowed, for what is outside a program's reach.
    """
    seen = {one.get("slug", ""): one.get("mark", "") for one in body.get("sessions", [])}
    if not set(seen) <= {one.slug for one in programmes.sessions(programme, where)}:
        raise errors.NotAllowed()
    if body.get("programme") is None:
        return services.Chosen(seen)
    if not where.covers(programme):
        raise errors.NotAllowed()
    return services.Chosen(seen, body["programme"])


def _outlook(
    chosen: list[DraftRow], stands: queries.Standing, now: datetime, *, with_programme: bool
) -> dict[str, Any]:
    is_public = stands.published or with_programme
    groups = queries.hearing(chosen, stands.id, now) if is_public else []
    return {
        "sessions": [one.slug for one in chosen],
        "with_programme": with_programme,
        "is_public": is_public,
        "told": [_told(one, now) for one in groups if one.hears is Hears.TOLD],
        "not_told": dict(_not_told(groups)),
        "without_registration": len(chosen) - len(queries.openings(chosen, now)) if is_public else 0,
        "partners": list(dict.fromkeys(one for draft in chosen for one in draft.partners)),
    }


def _not_told(groups: Iterable[Group]) -> Counter[str]:
    people: Counter[str] = Counter()
    for one in groups:
        if one.hears is not Hears.TOLD:
            people[str(one.hears)] += one.people
    return people


def _told(group: Any, now: datetime) -> dict[str, Any]:
    return {"language": group.language, "people": group.people, "due_at": group.due_at or now}


def _draft(row: DraftRow) -> dict[str, Any]:
    missing = {
        "slots": not row.slots,
        "platform": any(not slot.platform_address for slot in row.slots),
        "abstract": not any(row.abstract.values()),
        "panelists": not row.panelists,
    }
    return {
        "slug": row.slug,
        "title": row.title,
        "stream": row.stream,
        "slots": [one.id for one in row.slots],
        "panelists": row.panelists,
        "partners": list(row.partners),
        "mark": row.mark,
        "missing": [name for name, is_missing in missing.items() if is_missing],
    }


def old_body(session: str, row: AnnouncementRow) -> dict[str, Any]:
    """Write an announcement that states an old time."""
    return {
        "id": row.id,
        "session": session,
        "partner": row.partner,
        "address": row.address,
        "announced_on": row.announced_on,
        "revision": row.revision,
        "slots": [one.slot_id for one in row.old],
    }
