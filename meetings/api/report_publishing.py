"""Publishing the report of a programme for programs: what would be public, and the copy that is made."""

from typing import Any, Final

from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.by_example import INSTANT, Needed, given, shown
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.reaching import actor, right_now
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.domain.report_sheet import canonical, seal_of
from meetings.queries.report_cache import kept_report
from meetings.queries.report_copies import copies
from meetings.services import reports as services

blueprint = Blueprint(
    "api_report_publishing", __name__, url_prefix="/api/v1", description="Publishing the report."
)
SEAL: Final = "5f0c2a9e7b41d863"
CopyOut = shown("ReportCopy", "A copy that was published.", number=1, made_at=INSTANT, seal=SEAL)
LookOut = shown(
    "ReportPublication",
    "What would be published: its seal, and the copies there are; `is_same` as the last one.",
    seal=SEAL,
    is_same=False,
    copies=[CopyOut],
)
PublishIn = given("ReportPublish", "The seal of what was looked at.", seal=Needed(SEAL))
PublishedOut = shown("ReportPublished", "The number of the copy.", number=2)


@blueprint.route("/programmes/<programme>/report/publication")
class Publication(MethodView):
    """The report as it would be published."""

    @blueprint.response(200, LookOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> dict[str, Any]:
        """Look at what becomes public, with the seal that publishing wants to have seen."""
        programme_seen(programme)
        allowed(Act.EDIT, programme)
        found, every = kept_report(programme, right_now()), copies(programme)
        if found is None:
            raise NotFound()
        seal = seal_of(canonical(found.public))
        return {"seal": seal, "is_same": bool(every) and every[0].seal == seal, "copies": every}

    @blueprint.arguments(PublishIn)
    @blueprint.response(201, PublishedOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str) -> tuple[dict[str, int], int]:
        """Publish the report that was looked at; a correction is a copy like any other."""
        programme_seen(programme)
        allowed(Act.EDIT, programme)
        return {"number": services.publish(programme, body["seal"], right_now(), actor())}, 201
