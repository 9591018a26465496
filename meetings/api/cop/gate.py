"""The gate of a conference for programs of stewards, the quorum, who came, and who the letters are from."""

from datetime import date
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema

from meetings.api.access import allowed, outside
from meetings.api.cop.acting import ListQuery, changed, may, narrowed, now, page_of, told
from meetings.api.cop.badge_shapes import (
    ArrivalsOut,
    BearerOut,
    GateListIn,
    GateListOut,
    GateOut,
    LetterheadIn,
    LetterheadOut,
    QuorumOut,
    QuorumSettingsIn,
    QuorumSettingsOut,
    ScanIn,
    VerdictOut,
)
from meetings.api.cop.badges_desk import segment_of
from meetings.api.files_given import answers_with, as_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.cop.arrivals import arrivals
from meetings.domain.cop.arrivals import outside as for_others
from meetings.domain.cop.badges import Answer, day_at, entrance_named, read_badge_code
from meetings.domain.cop.quorum import quorum
from meetings.domain.permissions import Act
from meetings.queries.cop import arrivals as queries
from meetings.queries.cop import badges
from meetings.queries.cop.badges import Bearer
from meetings.services.cop import papers
from meetings.services.cop.check_ins import Gate, Scanned, enter_list
from meetings.services.cop.check_ins import scan as check_in
from meetings.services.cop.identities import photo_bytes

blueprint = Blueprint(
    "api_gate",
    __name__,
    url_prefix="/api/v1",
    description="The gate of conferences for programs of stewards, the quorum, and who came.",
)
HERE: Final = "/programmes/<programme>"
SEGMENT: Final = f"{HERE}/segments/<segment>"
LONGEST_SCAN: Final = 100


class GateQuery(Schema):
    """Who is looked for."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    name = narrowed("Amina")


class ArrivalsQuery(Schema):
    """For whom the numbers are: `others` leaves out small ones."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    audience = narrowed("others")


@blueprint.route(f"{SEGMENT}/gate")
@blueprint.arguments(GateQuery, location="query")
@blueprint.response(200, GateOut)
@blueprint.doc(security=BEARER)
def gate(query: dict[str, Any], programme: str, segment: str) -> Response:
    """Read how many came today, and who is found by a part of their name."""
    may(Act.CHECK_IN, programme)
    of = segment_of(programme, segment)
    today = day_at(now(), of.zone)
    people = badges.named(of.id, query["name"].strip())
    return told(GateOut, {"today": today, "came": queries.came_on(of.id, today), "people": people})


@blueprint.route(f"{SEGMENT}/gate/scan", methods=["POST"])
@blueprint.arguments(ScanIn)
@blueprint.response(200, VerdictOut)
@blueprint.doc(security=BEARER)
def scan(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Check the bearer of a badge in, today, and say whether they may go in; a scan that is refused is noted."""
    steward, moment = allowed(Act.CHECK_IN, programme).actor, now()
    of = segment_of(programme, segment)
    at = Gate(of.id, steward, entrance_named(body["entrance"]))
    done, today = check_in(at, body["code"][:LONGEST_SCAN], moment), day_at(moment, of.zone)
    return told(VerdictOut, _verdict(done, programme, today) | {"came": queries.came_on(of.id, today)})


@blueprint.route(f"{SEGMENT}/gate/list")
class GateList(MethodView):
    """The list for a bad line."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(BearerOut, "GateBearerList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, segment: str) -> dict[str, Any]:
        """List who may come, with the codes of their badges."""
        may(Act.CHECK_IN, programme)
        rows = badges.with_badges(segment_of(programme, segment).id)
        return page_of(rows, query, lambda one: one.participation_id)

    @blueprint.arguments(GateListIn)
    @blueprint.response(200, GateListOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, segment: str) -> Response:
        """Check in who was ticked on paper, each once, and say of every code what became of it."""
        steward = allowed(Act.CHECK_IN, programme).actor
        of = segment_of(programme, segment)
        codes = list(dict.fromkeys(one.strip()[:LONGEST_SCAN] for one in body["codes"] if one.strip()))
        if not codes:
            raise errors.Missing(field="codes")
        at = Gate(of.id, steward, entrance_named(body["entrance"]))
        done = enter_list(at, body["day"], codes, now())
        return told(GateListOut, {"items": [{"code": code, "answer": one.answer} for code, one in done]})


@blueprint.route(f"{HERE}/gate/photo/<badge>")
@blueprint.doc(security=BEARER, responses=answers_with("image/jpeg"))
def photo(programme: str, badge: str) -> Response:
    """Read the photo of a badge's bearer, for the eyes of whoever stands at the gate."""
    may(Act.CHECK_IN, programme)
    found = badges.badge(code=read_badge_code(badge) or "")
    if found.segment.programme != programme:
        raise errors.NotFound()
    raw = photo_bytes(found.nomination_id, shelf=outside().identity_shelf, storage=outside().storage)
    if raw is None:
        raise errors.NotFound()
    return as_file(raw, "image/png" if raw.startswith(b"\x89PNG") else "image/jpeg", f"photo-{badge}")


@blueprint.route(f"{SEGMENT}/quorum")
@blueprint.response(200, QuorumOut)
@blueprint.doc(security=BEARER)
def read_quorum(programme: str, segment: str) -> Response:
    """Read which Parties are present now, and what that is enough for."""
    may(Act.FIGURES, programme)
    moment, settings = now(), queries.settings_of(programme)
    here = queries.parties_here(segment_of(programme, segment).id, moment)
    present = sorted(one.code for one in here if one.is_present)
    found = quorum([one.code for one in here], present, settings.to_open, settings.to_decide)
    away = sorted(one.code for one in here if not one.is_present)
    body = {"at": moment, "parties": found.parties, "present": present, "away": away}
    return told(QuorumOut, body | {"to_open": found.to_open, "to_decide": found.to_decide})


@blueprint.route(f"{HERE}/quorum")
class QuorumSettings(MethodView):
    """The shares of the Parties that are a quorum."""

    @blueprint.response(200, QuorumSettingsOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> Response:
        """Read the shares of the Parties that are a quorum."""
        may(Act.FIGURES, programme)
        return told(QuorumSettingsOut, queries.settings_of(programme))

    @blueprint.arguments(QuorumSettingsIn)
    @blueprint.response(200, QuorumSettingsOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str) -> Response:
        """Set the shares of the Parties that are a quorum, both of them."""
        actor, seen = may(Act.ACCREDIT, programme), revision_seen()
        shares = (body["to_open"], body["to_decide"])
        return changed(
            lambda: papers.set_quorum(programme, *shares, seen, now=now(), actor=actor),
            body,
            QuorumSettingsOut,
            lambda: queries.settings_of(programme),
        )


@blueprint.route(f"{HERE}/letterhead")
class Letterhead(MethodView):
    """Who the letters of a conference are from."""

    @blueprint.response(200, LetterheadOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> Response:
        """Read who the letters of a conference are from."""
        may(Act.ACCREDIT, programme)
        return told(LetterheadOut, queries.settings_of(programme))

    @blueprint.arguments(LetterheadIn)
    @blueprint.response(200, LetterheadOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str) -> Response:
        """Set who the letters of a conference are from, and who signs."""
        actor, seen = may(Act.ACCREDIT, programme), revision_seen()
        head = (body["letterhead"], body["signatory"])
        return changed(
            lambda: papers.set_head(programme, *head, seen, now=now(), actor=actor),
            body,
            LetterheadOut,
            lambda: queries.settings_of(programme),
        )


@blueprint.route(f"{SEGMENT}/arrivals")
@blueprint.arguments(ArrivalsQuery, location="query")
@blueprint.response(200, ArrivalsOut)
@blueprint.doc(security=BEARER)
def came(query: dict[str, Any], programme: str, segment: str) -> Response:
    """Read who came on which day, by category, region, State and gender; `?audience=others` hides small numbers."""
    may(Act.FIGURES, programme)
    tables = arrivals(queries.arrivals_of(segment_of(programme, segment).id))
    shown = for_others(tables) if query["audience"] == "others" else tables
    body = [
        {
            "cut": one.cut,
            "lines": [
                {"day": line.day, "total": line.total, "cells": dict(line.cells)} for line in one.lines
            ],
        }
        for one in shown
    ]
    return told(ArrivalsOut, {"tables": body})


def _verdict(done: Scanned, programme: str, today: date) -> dict[str, Any]:
    """Say what a scan was answered, and who it is of, unless the badge is of another conference."""
    who: Bearer | None = badges.badge(badge_id=done.badge_id) if done.badge_id is not None else None
    if who is not None and who.segment.programme != programme:
        who = None
    at = badges.came_at(who.participation_id, today) if who and done.answer == Answer.ALREADY else None
    return {"answer": done.answer, "bearer": who, "since": at.at if at else None}
