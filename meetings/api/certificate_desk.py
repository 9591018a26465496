"""Certificates for programs of organizers: the rule, issuing what was earned, revoking, making anew, files of many."""

from typing import Any, Final

from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.by_example import Needed, given, shown
from meetings.api.certificates import CertificateOut, certificate_body
from meetings.api.panel.shapes import JobOut
from meetings.api.programmes import BEARER, answered, both_sides, programme_seen
from meetings.api.reaching import actor, open_in, program, right_now
from meetings.api.shapes import EmptyIn, revision_seen
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.queries import certificates as queries
from meetings.queries import desk
from meetings.queries.certificates import Asked, CertificateShown
from meetings.queries.jobs import job
from meetings.services import certificates as services
from meetings.services.certificate_files import ask_for_files

blueprint = Blueprint(
    "api_certificate_desk", __name__, url_prefix="/api/v1", description="Giving and revoking certificates."
)
RULE: Final = "/programmes/<programme>/certificate-rule"
CERTIFICATES: Final = "/programmes/<programme>/certificates"

RuleOut = shown(
    "CertificateRule",
    "The share of a session, in percent, that earns a certificate; `revision` counts the rules there were.",
    percent=75,
    revision=1,
)
RuleIn = given("CertificateRuleGiven", "Another share; what was issued keeps its own.", percent=Needed(75))
IssueIn = given(
    "CertificatesIssue", "The session whose certificates are given.", session=Needed("mercury-in-products")
)
IssuedOut = shown("CertificatesIssued", "How many certificates are new.", issued=12)
ReasonIn = given(
    "CertificateRevoke", "Why it is taken back.", reason=Needed("Issued to somebody else by mistake.")
)
FilesIn = given(
    "CertificateFiles",
    "Which of those that stand are printed: of a session, by a piece of a name; in one language, or each in its own.",
    session="mercury-in-products",
    text="Example",
    language="en",
)


@blueprint.route(RULE)
class Rule(MethodView):
    """The rule by which certificates are earned."""

    @blueprint.response(200, RuleOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> Any:
        """Read which share earns a certificate."""
        open_in(Act.PEOPLE, programme)
        return answered(RuleOut(), _rule(programme))

    @blueprint.arguments(RuleIn)
    @blueprint.response(200, RuleOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], programme: str) -> Any:
        """Let another share earn a certificate from now on."""
        programme_seen(programme)
        allowed(Act.EDIT, programme)
        seen = revision_seen()

        def act() -> None:
            services.set_rule(programme, str(body["percent"]), seen, right_now(), actor())

        stale = both_sides(act, body, lambda: _rule(programme))
        return stale or answered(RuleOut(), _rule(programme))


@blueprint.route(f"{CERTIFICATES}/issue", methods=["POST"])
@blueprint.arguments(IssueIn)
@blueprint.response(200, IssuedOut)
@blueprint.doc(security=BEARER)
def issue(body: dict[str, Any], programme: str) -> dict[str, int]:
    """Give everybody who has earned a certificate of a session theirs."""
    where = open_in(Act.EDIT, programme)
    if body["session"] not in {one.slug for one in desk.sessions(programme, where)}:
        raise errors.NotAllowed()
    return {"issued": services.issue_all(programme, body["session"], right_now(), actor())}


@blueprint.route(f"{CERTIFICATES}/files", methods=["POST"])
@blueprint.arguments(FilesIn)
@blueprint.response(202, JobOut)
@blueprint.doc(security=BEARER)
def make_files(body: dict[str, Any], programme: str) -> tuple[Any, int]:
    """Ask for the files of all that stand, which are made in the background."""
    where, who = open_in(Act.EDIT, programme), program()
    named = body.get("session", "")
    if named and named not in {one.slug for one in desk.sessions(programme, where)}:
        raise errors.NotAllowed()
    asked = Asked(text=body.get("text", "").strip()[:200], session=named)
    language = body.get("language", "")
    number = ask_for_files(programme, where, asked, language, now=right_now(), actor=who.actor)
    return job(number, who), 202


@blueprint.route(f"{CERTIFICATES}/<code>/revoke", methods=["POST"])
@blueprint.arguments(ReasonIn)
@blueprint.response(200, CertificateOut)
@blueprint.doc(security=BEARER)
def revoke(body: dict[str, Any], programme: str, code: str) -> dict[str, Any]:
    """Take a certificate back; its code says so from then on."""
    found = _here(programme, code)
    services.revoke(found.code, body["reason"], right_now(), actor())
    return certificate_body(queries.certificate(found.code))


@blueprint.route(f"{CERTIFICATES}/<code>/reissue", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CertificateOut)
@blueprint.doc(security=BEARER)
def reissue(body: dict[str, Any], programme: str, code: str) -> dict[str, Any]:
    """Make a certificate anew with the name as it is now; the old code is valid no more."""
    found = _here(programme, code)
    return certificate_body(queries.certificate(services.reissue(found.code, right_now(), actor())))


def _here(programme: str, code: str) -> CertificateShown:
    """Give a certificate whose session a program may change; one that is not there like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may change all of the programme.
    """
    where = open_in(Act.EDIT, programme)
    try:
        found = queries.certificate(code)
    except errors.NotFound:
        if where.covers(programme):
            raise
        raise errors.NotAllowed() from None
    session = found.session
    if session.programme != programme or not where.covers(programme, session.stream, session.partners):
        raise errors.NotAllowed()
    return found


def _rule(programme: str) -> dict[str, int]:
    found = queries.rule_of(programme)
    return {"percent": found.percent, "revision": found.version}
