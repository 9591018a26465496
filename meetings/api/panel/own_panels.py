"""My panel, by the token of a panellist's or an assistant's link: proving the device, and what the page's forms do."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from meetings.api.access import keys
from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.devices import CODE_LENGTH, HEADER, DeviceCodeIn, DeviceProofOut, proof_body
from meetings.api.mine_shapes import MySettingsIn, MySettingsOut
from meetings.api.panel.access import Here, held, is_proved, proved
from meetings.api.panel.own_shapes import (
    PanelAnswerComingIn,
    PanelAssistantIn,
    PanelAssistantsOut,
    PanelHolderOut,
    PanelPanelOut,
    PanelPanelsOut,
    PanelPrintedIn,
    PanelProposalIn,
    PanelProposalsOut,
    PanelReleaseIn,
)
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import EmptyIn, revision_seen, rfc3339
from meetings.domain.codes import ReleaseState
from meetings.domain.errors import NotAChoice, NotFound
from meetings.extensions import limiter, peer_address, strangers
from meetings.queries.panel.assistants import standing_assistants
from meetings.queries.panel.panels import PanelShown, TimeOnPanel, panels_of
from meetings.queries.panel.proposals import proposals_by
from meetings.services.devices import ask_code
from meetings.services.panel import answers, assistants, proposals
from meetings.services.panel.links import prove
from meetings.services.people import PersonGiven
from meetings.services.people import keep_settings as keep
from meetings.services.releases import Said

blueprint = blueprint_of(
    "panel_panels", "My panels, by the token of a panellist's or their assistant's link."
)
ME = "/panels/me"
RELEASES = (ReleaseState.GIVEN, ReleaseState.PARTS, ReleaseState.REFUSED)


@blueprint.route(ME)
@blueprint.response(200, PanelHolderOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def read() -> dict[str, Any]:
    """Read of which programme the link is, and whether this device is proved."""
    holder = held()
    return {
        "programme": holder.programme.slug,
        "is_assistant": holder.assistant is not None,
        "is_proved": is_proved(holder),
    }


@blueprint.route(f"{ME}/device-codes", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def mail_code(body: dict[str, Any]) -> Response:
    """Mail a code to whoever the link is for."""
    ask_code(held().bearer, datetime.now(UTC))
    return Response(status=204)


@blueprint.route(f"{ME}/devices", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(DeviceCodeIn)
@blueprint.response(201, DeviceProofOut)
@blueprint.doc(security=BEARER)
def prove_device(body: dict[str, Any]) -> dict[str, Any]:
    """Give the code that was mailed, and get what proves this device."""
    holder, now = held(), datetime.now(UTC)
    bearer, generation = holder.bearer, holder.generation
    prove(holder, body["code"][:CODE_LENGTH], now, keys(), peer=peer_address())
    return proof_body(bearer, generation, now)


@blueprint.route(f"{ME}/settings", methods=["PUT"])
@limiter.limit(strangers)
@blueprint.arguments(MySettingsIn)
@blueprint.response(200, MySettingsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def keep_settings(body: dict[str, Any]) -> Any:
    """Keep in which language my mails come, and by which clock; an assistant's are their own."""
    here = proved()
    keep(here.holder.reader.id, body["language"], body["zone"], here.now)
    reader = held().reader
    return {"language": reader.language, "zone": reader.zone or ""}


@blueprint.route(f"{ME}/panels")
@blueprint.response(200, PanelPanelsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def panels() -> dict[str, Any]:
    """List my panels with what is wanted of me."""
    here = proved()
    own, reader = panels_of(*here.ids, here.now), here.holder.reader
    return {
        "name": here.holder.person.name,
        "language": reader.language,
        "zone": reader.zone or "",
        "items": [_panel(one) for one in own.panels],
        "wanted": [
            {
                "thing": str(one.thing),
                "session": one.session,
                "until": rfc3339(one.until),
                "is_done": one.is_done,
                "is_optional": one.is_optional,
            }
            for one in own.wanted
        ],
    }


@blueprint.route(f"{ME}/panels/<session>")
@blueprint.response(200, PanelPanelOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def panel(session: str) -> Response:
    """Read one of my panels."""
    return _answered(proved(), session)


@blueprint.route(f"{ME}/panels/<session>/answer", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(PanelAnswerComingIn)
@blueprint.response(200, PanelPanelOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def answer(body: dict[str, Any], session: str) -> Response:
    """Say whether I come."""
    here = proved()
    session_id = here.panel(session).id
    answers.answer(session_id, here.person_id, body["answer"], body["words"], here.now, actor=here.actor)
    return _answered(here, session)


@blueprint.route(f"{ME}/panels/<session>/printed", methods=["PUT"])
@limiter.limit(strangers)
@blueprint.arguments(PanelPrintedIn)
@blueprint.response(200, PanelPanelOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def print_as(body: dict[str, Any], session: str) -> Response:
    """Say how I am printed on a panel."""
    here = proved()
    session_id, seen = here.panel(session).id, revision_seen()
    printed = (body["function"], body["organization"])
    stale = both_sides(
        lambda: answers.print_as(session_id, here.person_id, printed, seen, here.now, actor=here.actor),
        body,
        lambda: _panel(here.panel(session)),
    )
    return stale or _answered(here, session)


@blueprint.route(f"{ME}/panels/<session>/release", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(PanelReleaseIn)
@blueprint.response(200, PanelPanelOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def release(body: dict[str, Any], session: str) -> Response:
    """Say whether I may be recorded in a time; `revision` is that of the time's release as it was seen."""
    here, slot = proved(), body["slot"]
    if slot not in {one.id for one in here.panel(session).times}:
        raise NotFound(field="slot")
    if body["release"] not in RELEASES:
        raise NotAChoice(field="release", value=body["release"][:20])
    said = Said(body["release"], "\n".join(body["parts"]).replace(",", "\n"))
    stale = both_sides(
        lambda: answers.release(slot, here.person_id, said, body["revision"], here.now, actor=here.actor),
        body,
        lambda: _panel(here.panel(session)),
    )
    return stale or _answered(here, session)


@blueprint.route(f"{ME}/proposals")
@blueprint.response(200, PanelProposalsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def proposed() -> dict[str, Any]:
    """List whom I proposed, and what became of it."""
    return _proposals(proved())


@blueprint.route(f"{ME}/panels/<session>/proposals", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(PanelProposalIn)
@blueprint.response(201, PanelProposalsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def propose(body: dict[str, Any], session: str) -> dict[str, Any]:
    """Propose somebody for a panel of mine."""
    here = proved()
    session_id = here.panel(session).id
    typed = (body["name"], body["email"], body["organization"], body["words"])
    proposals.propose(session_id, here.person_id, typed, here.now, actor=here.actor)
    return _proposals(here)


def _proposals(here: Here) -> dict[str, Any]:
    names = ("id", "session", "name", "email", "organization", "words", "state")
    return {
        "items": [
            {name: getattr(one, name) for name in names} | {"proposed_at": rfc3339(one.proposed_at)}
            for one in proposals_by(*here.ids)
        ]
    }


@blueprint.route(f"{ME}/assistants")
class Assistants(MethodView):
    """Those who look after my panels."""

    @blueprint.response(200, PanelAssistantsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> dict[str, Any]:
        """List my assistants; an assistant is told of none."""
        return _assistants(proved())

    @limiter.limit(strangers)
    @blueprint.arguments(PanelAssistantIn)
    @blueprint.response(201, PanelAssistantsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Add an assistant, who gets a link of their own by mail."""
        here = proved()
        given = PersonGiven(body["name"], body["email"], language=here.holder.person.language)
        assistants.add_assistant(here.programme_id, here.person_id, given, here.now, actor=here.actor)
        return _assistants(here)


@blueprint.route(f"{ME}/assistants/<assistant_id>/end", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, PanelAssistantsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def end_assistant(body: dict[str, Any], assistant_id: str) -> dict[str, Any]:
    """Take an assistant away; their link is dead."""
    here = proved()
    assistants.end_assistant(here.programme_id, here.person_id, assistant_id, here.now, actor=here.actor)
    return _assistants(here)


def _assistants(here: Here) -> dict[str, Any]:
    is_own = not here.actor.startswith("assistant:")
    found = standing_assistants(here.person_id, here.programme_id) if is_own else []
    return {"items": [{"id": one.id, "name": one.helper.name} for one in found]}


def _answered(here: Here, session: str) -> Response:
    return answered(PanelPanelOut(), _panel(here.panel(session)))


def _panel(one: PanelShown) -> dict[str, Any]:
    names = ("title", "state", "answer", "words", "function", "organization", "minutes")
    more = ("number", "speakers", "has_slides", "revision")
    beside = ("name", "role", "function", "organization", "minutes", "is_me")
    return {name: getattr(one, name) for name in (*names, *more)} | {
        "session": one.slug,
        "roles": list(one.roles),
        "answered_at": instant_of(one.answered_at),
        "panel": [{name: getattr(each, name) for name in beside} for each in one.panel],
        "times": [_time(each) for each in one.times],
    }


def _time(one: TimeOnPanel) -> dict[str, Any]:
    return {
        "slot": one.id,
        "part": one.part,
        "starts_at": rfc3339(one.starts_at),
        "minutes": one.minutes,
        "zone": one.zone,
        "state": one.state,
        "release": {
            "state": one.said.state,
            "parts": [[each.begin, each.end] for each in one.said.parts],
            "revision": one.said.revision,
        },
    }
