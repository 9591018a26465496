"""What panellists say of themselves and of when they can, and letters for all of them, for programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.files import kept_bytes, said_beside, sent, sent_bytes, takes_about
from meetings.api.panel.panelists import PANELIST, whole_panelist
from meetings.api.panel.shapes import (
    AboutIn,
    AboutOut,
    HoursIn,
    HoursOut,
    JobOut,
    LettersIn,
    RulesIn,
    RulesOut,
)
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.reaching import PartQuery, acted, actor, part_of, right_now
from meetings.api.shapes import listed, revision_seen
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.about import MOST_PHOTO
from meetings.domain.panel.availability import check_statement
from meetings.domain.permissions import Act
from meetings.formats.panel.photos import clean_photo
from meetings.queries.jobs import job
from meetings.queries.panel.about import about_of
from meetings.queries.panel.availability import Said, said_of
from meetings.queries.panel.letters import everybody_on_panels
from meetings.queries.panel.settings import number_of, rules_of
from meetings.services.panel.about import AboutGiven, say_about
from meetings.services.panel.availability import say_hours, take_hours_back
from meetings.services.panel.letters import ask_for_letters
from meetings.services.panel.settings import set_panels

blueprint = Blueprint(
    "api_panel_papers", __name__, url_prefix="/api/v1", description="What panellists say, and their letters."
)
RULES: Final = "/programmes/<programme>/panel-rules"


@blueprint.route(f"{PANELIST}/about")
class About(MethodView):
    """What is said of a panellist."""

    @blueprint.response(200, AboutOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, person: str) -> Response:
        """Read what is said of a panellist."""
        found = whole_panelist(programme, person)
        ids = found.person.id, found.programme_id
        return acted(AboutOut, lambda: None, None, lambda: _about(*ids))

    @blueprint.response(200, AboutOut)
    @takes_about(AboutIn)
    @blueprint.doc(security=BEARER)
    def patch(self, programme: str, person: str) -> Response:
        """Say what is named of a panellist; their photo is sent beside as the file."""
        found = whole_panelist(programme, person)
        ids, stands = (found.person.id, found.programme_id), about_of(found.person.id, found.programme_id)
        body, seen = said_beside(AboutIn), revision_seen()

        def act() -> None:
            with _photo() as photo:
                given = AboutGiven(
                    biography=dict(stands.biography) | body.get("biography", {}),
                    may_print=body.get("may_print", stands.may_print),
                    photo=photo,
                    drops_photo=body.get("drop_photo", False),
                )
                say_about(*ids, given, seen, now=right_now(), actor=actor())

        return acted(AboutOut, act, body, lambda: _about(*ids))


@blueprint.route(f"{PANELIST}/availability")
class Availability(MethodView):
    """When a panellist can."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(HoursOut, "PanelistHoursList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
        """List what was said of when a panellist can and cannot."""
        found = whole_panelist(programme, person)
        return part_of(
            [_hours(one) for one in said_of(found.person.id, found.programme_id)],
            query,
            lambda one: one["id"],
        )

    @blueprint.arguments(HoursIn)
    @blueprint.response(201, listed(HoursOut, "PanelistHoursNow"))
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, person: str) -> tuple[dict[str, Any], int]:
        """Keep that a panellist can or cannot; give all that was said."""
        found = whole_panelist(programme, person)
        ids = found.person.id, found.programme_id
        said = check_statement(
            when=body["when"],
            day=body.get("on_day", ""),
            first=body.get("first", ""),
            last=body.get("last", ""),
            zone=body["zone"],
            can=body.get("can", False),
        )
        say_hours(*ids, said, now=right_now(), actor=actor())
        return {"items": [_hours(one) for one in said_of(*ids)], "next": None}, 201


@blueprint.route(f"{PANELIST}/availability/<hours>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def take_back(programme: str, person: str, hours: str) -> Response:
    """Take back something that was said of when a panellist can."""
    found = whole_panelist(programme, person)
    take_hours_back(found.person.id, found.programme_id, hours[:20], now=right_now(), actor=actor())
    return Response(status=204)


@blueprint.route(RULES)
class Rules(MethodView):
    """What is set of the panels of a programme."""

    @blueprint.response(200, RulesOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> Response:
        """Read whether slides are taken, and who signs letters."""
        programme_seen(programme)
        allowed(Act.EDIT, programme)
        return acted(RulesOut, lambda: None, None, lambda: _rules(programme))

    @blueprint.arguments(RulesIn)
    @blueprint.response(200, RulesOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str) -> Response:
        """Set what is named."""
        programme_seen(programme)
        allowed(Act.EDIT, programme)
        seen = revision_seen()
        return acted(
            RulesOut,
            lambda: set_panels(programme, body, seen, now=right_now(), actor=actor()),
            body,
            lambda: _rules(programme),
        )


@blueprint.route("/programmes/<programme>/panel-letters", methods=["POST"])
@blueprint.arguments(LettersIn)
@blueprint.response(202, JobOut)
@blueprint.doc(security=BEARER)
def letters(body: dict[str, Any], programme: str) -> tuple[Any, int]:
    """Ask for letters for everybody on panels, which are made in the background."""
    programme_seen(programme)
    who, language = allowed(Act.EDIT, programme), body.get("language", "")
    number = ask_for_letters(programme, body["kind"], language, now=right_now(), actor=who.actor)
    return job(number, who), 202


@contextmanager
def _photo() -> Iterator[FileGiven | None]:
    """Put the photo that was sent beside into storage, if there is one: the picture alone.

    Raises: TooLarge, and what an unreadable photo raises, with field `file`.
    """
    if sent() is None:
        yield None
        return
    cleaned, kind = clean_photo(sent_bytes(MOST_PHOTO)[0], "file")
    with kept_bytes("photos", cleaned, kind) as file:
        yield file


def _about(person_id: int, programme_id: int) -> dict[str, Any]:
    found = about_of(person_id, programme_id)
    return {
        "biography": found.biography,
        "has_photo": bool(found.photo_name),
        "may_print": found.may_print,
        "said_at": found.said_at,
        "revision": found.revision,
    }


def _hours(one: Said) -> dict[str, Any]:
    said = one.statement
    return {
        "id": one.name,
        "day": said.day,
        "weekday": said.weekday,
        "first": said.first,
        "last": said.last,
        "zone": said.zone,
        "can": said.can,
        "said_at": one.said_at,
    }


def _rules(programme: str) -> dict[str, Any]:
    found = rules_of(number_of(programme))
    return {
        "slides": str(found.slides),
        "signatory": found.signatory,
        "signatory_title": found.signatory_title,
        "people": len(everybody_on_panels(programme)),
        "revision": found.revision,
    }
