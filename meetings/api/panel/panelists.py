"""One panellist for programs: everything that they may do themselves, on their behalf; their link and assistants."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import keys
from meetings.api.panel.bodies import found_body
from meetings.api.panel.shapes import (
    AnswerIn,
    AssistantIn,
    InvitedOut,
    LinkIn,
    PanelistFullOut,
    PrintIn,
    ProposeIn,
    ReleaseIn,
    SettingsIn,
)
from meetings.api.programmes import BEARER
from meetings.api.reaching import acted, actor, may_reach, open_in, right_now
from meetings.api.shapes import EmptyIn, revision_seen
from meetings.domain.codes import ReleaseState
from meetings.domain.errors import NotAChoice, NotAllowed, NotFound
from meetings.domain.permissions import Act
from meetings.queries.links import tokens_of
from meetings.queries.panel import desk as queries
from meetings.queries.panel.assistants import standing_assistants
from meetings.queries.panel.desk import PanelistFound
from meetings.queries.panel.holders import PURPOSE, assistant_bearer, own_bearer
from meetings.queries.panel.panels import PanelShown
from meetings.services.panel import answers, assistants, links, proposals
from meetings.services.panel.members import invite
from meetings.services.people import PersonGiven, keep_settings
from meetings.services.releases import Said

blueprint = Blueprint(
    "api_panelists", __name__, url_prefix="/api/v1", description="Panellists, on whose behalf organizers act."
)
PANELIST: Final = "/programmes/<programme>/panelists/<person>"
RELEASES: Final = (ReleaseState.GIVEN, ReleaseState.PARTS, ReleaseState.REFUSED)


def panelist_here(act: Act, programme: str, person: str) -> PanelistFound:
    """Give a panellist with the panels on which a program may do this.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    return queries.panelist(programme, person, open_in(act, programme), right_now())


def whole_panelist(programme: str, person: str) -> PanelistFound:
    """Give a panellist of whom a program may change all panels: what is asked is of all of them.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    found = panelist_here(Act.EDIT, programme, person)
    if not found.is_whole:
        raise NotAllowed()
    return found


@blueprint.route(PANELIST)
class Panelist(MethodView):
    """One panellist."""

    @blueprint.response(200, PanelistFullOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, person: str) -> dict[str, Any]:
        """Read a panellist: panels, what is wanted, assistants and proposals."""
        return _body(panelist_here(Act.PEOPLE, programme, person), programme)


@blueprint.route(f"{PANELIST}/answer", methods=["POST"])
@blueprint.arguments(AnswerIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def answer(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Note that a panellist comes, or does not."""
    found = panelist_here(Act.EDIT, programme, person)
    panel, words = _panel(found, body["session"]), body.get("words", "")
    answers.answer(panel.id, found.person.id, body["answer"], words, right_now(), actor=actor())
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/print", methods=["POST"])
@blueprint.arguments(PrintIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def print_as(body: dict[str, Any], programme: str, person: str) -> Response:
    """Say how a panellist is printed in a session; `If-Match` names the revision of that panel."""
    found, seen = panelist_here(Act.EDIT, programme, person), revision_seen()
    panel = _panel(found, body["session"])
    printed = (
        body.get("function", panel.function),
        body.get("organization", panel.organization),
    )
    return acted(
        PanelistFullOut,
        lambda: answers.print_as(panel.id, found.person.id, printed, seen, right_now(), actor=actor()),
        body,
        lambda: _revised(programme, person, body["session"]),
    )


@blueprint.route(f"{PANELIST}/release", methods=["POST"])
@blueprint.arguments(ReleaseIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def release(body: dict[str, Any], programme: str, person: str) -> Response:
    """Note what a panellist said of being recorded; `If-Match` names the revision of what they said, r0 for nothing."""
    found, seen = panelist_here(Act.EDIT, programme, person), revision_seen()
    panel = _panel(found, body["session"])
    if body["slot"] not in {one.id for one in panel.times}:
        raise NotFound()
    if body["release"] not in RELEASES:
        raise NotAChoice(field="release", value=body["release"][:20], choices=[str(one) for one in RELEASES])
    said = Said(body["release"], body.get("parts", "").replace(",", "\n"))
    return acted(
        PanelistFullOut,
        lambda: answers.release(body["slot"], found.person.id, said, seen, right_now(), actor=actor()),
        body,
        lambda: _revised(programme, person, body["session"]),
    )


@blueprint.route(f"{PANELIST}/propose", methods=["POST"])
@blueprint.arguments(ProposeIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def propose(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Keep whom a panellist proposes for a panel."""
    found = panelist_here(Act.EDIT, programme, person)
    panel = _panel(found, body["session"])
    typed = (body["name"], body.get("email", ""), body.get("organization", ""), body.get("words", ""))
    proposals.propose(panel.id, found.person.id, typed, right_now(), actor=actor())
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/assistants", methods=["POST"])
@blueprint.arguments(AssistantIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def add_assistant(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Add somebody who assists a panellist; a mail brings them a link of their own."""
    found = whole_panelist(programme, person)
    given = PersonGiven(body["name"], body["email"], language=found.person.language)
    assistants.add_assistant(found.programme_id, found.person.id, given, right_now(), actor=actor())
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/assistants/<assistant>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def end_assistant(programme: str, person: str, assistant: str) -> Response:
    """Take an assistant away; their link is dead."""
    found = whole_panelist(programme, person)
    assistants.end_assistant(found.programme_id, found.person.id, assistant, right_now(), actor=actor())
    return Response(status=204)


@blueprint.route(f"{PANELIST}/settings", methods=["POST"])
@blueprint.arguments(SettingsIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def settings(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Keep in which language a panellist reads, and by which clock."""
    found = whole_panelist(programme, person)
    keep_settings(found.person.id, body["language"], body.get("zone", ""), right_now())
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/invite", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, InvitedOut)
@blueprint.doc(security=BEARER)
def invite_panelist(body: dict[str, Any], programme: str, person: str) -> dict[str, int]:
    """Invite a panellist; the mail leaves once the session is published, and never twice."""
    found = whole_panelist(programme, person)
    return {"invited": invite(found.programme_id, [found.person.id], right_now(), actor=actor())}


@blueprint.route(f"{PANELIST}/link", methods=["POST"])
@blueprint.arguments(LinkIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def make_link(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Make a link where there is none; it is read out at the desk alone, and never given here."""
    found = whole_panelist(programme, person)
    helper = _helper(found, body)
    own = own_bearer(found.person.id, found.programme_id)
    links.show_link(assistant_bearer(helper) if helper else own, right_now(), keys())
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/link/renew", methods=["POST"])
@blueprint.arguments(LinkIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def renew_link(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """Mail a new link; the old one is dead."""
    found = whole_panelist(programme, person)
    helper, of = _helper(found, body), (found.programme_id, found.person.id)
    links.renew(*of, right_now(), actor=actor(), keys=keys(), helper=helper)
    return _again(programme, person)


@blueprint.route(f"{PANELIST}/link/withdraw", methods=["POST"])
@blueprint.arguments(LinkIn)
@blueprint.response(200, PanelistFullOut)
@blueprint.doc(security=BEARER)
def withdraw_link(body: dict[str, Any], programme: str, person: str) -> dict[str, Any]:
    """End a link until a new one is made."""
    found = whole_panelist(programme, person)
    links.withdraw(
        found.programme_id, found.person.id, right_now(), actor=actor(), helper=_helper(found, body)
    )
    return _again(programme, person)


def _panel(found: PanelistFound, session: str) -> PanelShown:
    """Give a panel of theirs within reach.

    Raises: NotFound.
    """
    panel = found.own.of(session)
    if panel is None:
        raise NotFound()
    return panel


def _helper(found: PanelistFound, body: dict[str, Any]) -> str:
    """Give the assistant who is named, who must be this panellist's, or nobody.

    Raises: NotFound.
    """
    helper = str(body.get("assistant", ""))
    if helper and helper not in {one.id for one in standing_assistants(found.person.id, found.programme_id)}:
        raise NotFound()
    return helper


def _again(programme: str, person: str) -> dict[str, Any]:
    return _body(queries.panelist(programme, person, may_reach(Act.PEOPLE), right_now()), programme)


def _revised(programme: str, person: str, session: str) -> dict[str, Any]:
    """Give a panellist, under the revision of one of their panels."""
    body = _again(programme, person)
    panel = next(one for one in body["panels"] if one["session"] == session)
    return body | {"revision": panel["revision"]}


def _body(found: PanelistFound, programme: str) -> dict[str, Any]:
    own = own_bearer(found.person.id, found.programme_id)
    has_link = found.is_whole and own in tokens_of(PURPOSE, [own], keys())
    return found_body(found, has_link=has_link)
