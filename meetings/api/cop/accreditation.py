"""Accreditation by a program of officers: what waits, people accredited, checked, returned, refused and revoked."""

from datetime import datetime
from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.cop.access import Asking
from meetings.api.cop.accreditation_shapes import (
    AccreditationQuery,
    AccreditationQueueOut,
    DelegationQuotaIn,
    DelegationReopenIn,
    DelegationTermsOut,
    NominationPairIn,
    PeopleChosenIn,
    PeopleMovedOut,
    PeopleMoveIn,
)
from meetings.api.cop.acting import changed, done_together, local_instant, may, now, told
from meetings.api.cop.bodies import delegation_body
from meetings.api.cop.shapes import DelegationOut
from meetings.api.cursors import key_asked, next_key
from meetings.api.programmes import BEARER
from meetings.api.shapes import revision_seen
from meetings.domain import errors
from meetings.domain.cop.accreditation import OF_NAMES, Task, check_reasons, check_said
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.delegations import openness, quota_of
from meetings.domain.cop.tracks import From, Says
from meetings.domain.permissions import Act
from meetings.formats.cop.ready_reasons import reasons_in
from meetings.queries.cop import catalogue
from meetings.queries.cop.accreditation import Asked, Waiting, queue
from meetings.queries.cop.accreditation_page import delegation_page
from meetings.queries.cop.catalogue import Within
from meetings.queries.cop.focal_points import standing_points
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import accreditation as services
from meetings.services.cop import delegations

blueprint = Blueprint(
    "api_accreditation",
    __name__,
    url_prefix="/api/v1",
    description="Accreditation of delegations, for programs of officers.",
)
HERE: Final = "/programmes/<programme>"
ONE: Final = f"{HERE}/delegations/<delegation_id>"


@blueprint.route(f"{HERE}/accreditation")
@blueprint.arguments(AccreditationQuery, location="query")
@blueprint.response(200, AccreditationQueueOut)
@blueprint.doc(security=BEARER)
def waiting(query: dict[str, Any], programme: str) -> Response:
    """List what waits of which delegation, the longest waiting first; what is no choice narrows nothing."""
    may(Act.ACCREDIT, programme)
    asked = Asked(
        From.DELEGATION if query["whose"] == From.DELEGATION else From.SECRETARIAT,
        query["task"] if query["task"] in set(Task) else "",
        query["segment"],
        query["region"],
        query["category"],
        query["text"],
        after=key_asked(query, datetime, str, str, str),
    )
    found = queue(programme, asked)
    body = {
        "items": [_waiting(one) for one in found.rows],
        "counts": {str(task): number for task, number in found.counts.items()},
        "found": found.found,
        "next": next_key(found.next),
    }
    return told(AccreditationQueueOut, body)


@blueprint.route(f"{HERE}/accreditation/accredit", methods=["POST"])
@blueprint.arguments(PeopleChosenIn)
@blueprint.response(200, PeopleMovedOut)
@blueprint.doc(security=BEARER)
def accredit(body: dict[str, Any], programme: str) -> Response:
    """Accredit people whose letter was checked, of any delegations, all of them or none; very many by a job."""
    actor = may(Act.ACCREDIT, programme)
    done = done_together(lambda: services.accredit(programme, body["people"], now(), actor=actor), body)
    return (
        done
        if isinstance(done, Response)
        else told(PeopleMovedOut, {"moved": done[0], "job": done[1] or None})
    )


@blueprint.route(f"{HERE}/accreditation/keep-both", methods=["POST"])
@blueprint.arguments(NominationPairIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def keep_both(body: dict[str, Any], programme: str) -> Response:
    """Say of two people of one name in two delegations that both stand."""
    actor = may(Act.ACCREDIT, programme)
    if len(body["nominations"]) != 2:
        raise errors.Missing(field="nominations")
    services.keep_both(programme, body["nominations"], now(), actor=actor)
    return Response(status=204)


@blueprint.route(f"{ONE}/move", methods=["POST"])
@blueprint.arguments(PeopleMoveIn)
@blueprint.response(200, PeopleMovedOut)
@blueprint.doc(security=BEARER)
def move(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Move people of a delegation, all of them or none: checked, accredited, returned, refused, revoked, withdrawn."""
    actor = officer_at(programme, delegation_id)
    if body["to"] not in set(ParticipationState):
        raise errors.NotAChoice(field="to", value=body["to"][:20])
    says = Says(reasons(delegation_id, body, OF_NAMES), check_said(body["authority"], "authority", 200))
    done = done_together(
        lambda: services.decide(
            programme, body["to"], body["people"], now(), actor=actor, says=says, delegation_id=delegation_id
        ),
        body,
    )
    return done if isinstance(done, Response) else told(PeopleMovedOut, {"moved": done, "job": None})


@blueprint.route(ONE, methods=["PATCH"])
@blueprint.arguments(DelegationQuotaIn)
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def set_quota(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Say how many a delegation may name in each segment, whatever the segment says."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    return _changed(
        lambda: delegations.set_quota(delegation_id, body["quota"], now(), actor=actor, seen=seen),
        body,
        programme,
        delegation_id,
    )


@blueprint.route(f"{ONE}/reopen", methods=["POST"])
@blueprint.arguments(DelegationReopenIn)
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def reopen(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Open a delegation again after the deadline, for itself alone, until a moment; its focal points are told."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    until = local_instant(body["until"], programme_of(programme).zone, "until")
    if until is None:
        raise errors.Missing(field="until")
    return _changed(
        lambda: delegations.reopen(delegation_id, until, body["why"], now(), actor=actor, seen=seen),
        body,
        programme,
        delegation_id,
    )


@blueprint.route(f"{ONE}/close", methods=["POST"])
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def close(programme: str, delegation_id: str) -> Response:
    """End the time for which a delegation was opened again."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    return _changed(
        lambda: delegations.close_again(delegation_id, now(), actor=actor, seen=seen),
        None,
        programme,
        delegation_id,
    )


@blueprint.route(f"{ONE}/terms")
@blueprint.response(200, DelegationTermsOut)
@blueprint.doc(security=BEARER)
def terms(programme: str, delegation_id: str) -> Response:
    """Read until when and how many people a delegation may name, what its State is, and what was done by whom."""
    may(Act.ACCREDIT, programme)
    shown, moment = delegation_page(programme, delegation_id), now()
    segments = [
        {
            "segment": one.slug,
            "openness": str(openness(one, shown.row.reopened_until, moment)),
            "nominate_until": one.nominate_until,
            "quota": quota_of(shown.row.quota, one.quota),
            "standing": shown.standings.get(one.id),
        }
        for one in shown.segments
    ]
    return told(
        DelegationTermsOut,
        {"segments": segments, "reopened_until": shown.row.reopened_until, "events": shown.events},
    )


def officer_at(programme: str, delegation_id: str) -> str:
    """Give the actor of an officer at a delegation of a conference.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    actor = may(Act.ACCREDIT, programme)
    catalogue.check_delegation(Within(programme), delegation_id)
    return actor


def reasons(delegation_id: str, body: dict[str, Any], offered: tuple[Any, ...]) -> str:
    """Put ready reasons and what is said beside into the language of whoever names the delegation, else English.

    Raises: NotAChoice, TooLong, with the field.
    """
    text = check_said(body["reason"], "reason")
    ready = check_reasons(body["ready"], offered, "ready")
    points = standing_points(delegation_id)
    return reasons_in(ready, text, points[0].language if points else "en")


def _changed(act: Any, body: Any, programme: str, delegation_id: str) -> Response:
    who = Asking(Within(programme), True, True)
    return changed(
        act,
        body,
        DelegationOut,
        lambda: delegation_body(catalogue.delegation(who.within, delegation_id), who),
    )


def _waiting(one: Waiting) -> dict[str, Any]:
    return {
        "task": one.task,
        "delegation": one.body.id,
        "party": one.body.code or None,
        "names": one.body.names,
        "category": one.body.category,
        "count": one.count,
        "since": one.since,
        "people_named": one.names,
        "people": dict(one.people),
        "other": one.other.id if one.other else None,
        "pair": one.pair,
    }
