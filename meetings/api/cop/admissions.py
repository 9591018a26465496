"""Admission of observers to a conference for programs of officers: until when they apply, and who applied."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.cop import fields as say
from meetings.api.cop.acting import ListQuery, changed, may, narrowed, now, page_of, told
from meetings.api.programmes import BEARER
from meetings.api.shapes import Given, Shown, listed, revision_seen
from meetings.domain.cop.tracks import Track, awaits
from meetings.domain.permissions import Act
from meetings.queries.cop import admissions as queries
from meetings.queries.cop.admissions import BodiesAsked, BodyRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import admissions as services

blueprint = Blueprint(
    "api_admissions",
    __name__,
    url_prefix="/api/v1",
    description="Admission of observers to conferences, for programs of officers.",
)
HERE: Final = "/programmes/<programme>"


class AdmissionsQuery(ListQuery):
    """Which bodies: by a part of their name, category, and where their admission stands."""

    text = narrowed("Working Group")
    category = narrowed("ngo")
    state = narrowed("applied")


class ApplicantOut(Shown):
    """A body that applied, with where its admission stands and what is awaited from whom."""

    body = say.line("invented-working-group")
    name = say.line("Invented Working Group")
    acronym = say.line_or_none("IWG")
    category = say.line("ngo")
    country = say.line_or_none("CH")
    admission = say.line("8z36fesdrsyh")
    state = say.line("applied")
    state_since = say.instant()
    awaited = say.line_or_none("check")
    awaited_from = say.line_or_none("secretariat")
    applied_on = say.day_or_none()
    revision = say.count(1)


class AdmissionRuleOut(Shown):
    """Until when bodies apply: so many months before a conference opens, or until a day, which wins."""

    months = say.count(3)
    closes_on = say.day_or_none()
    opens_on = say.day_or_none()
    until = say.day_or_none()
    revision = say.count(1)


class AdmissionRuleIn(Given):
    """Until when bodies apply."""

    months = say.checked(3)
    closes_on = say.given_day()


@blueprint.route(f"{HERE}/admissions")
@blueprint.arguments(AdmissionsQuery, location="query")
@blueprint.response(200, listed(ApplicantOut, "ApplicantList"))
@blueprint.doc(security=BEARER)
def admissions(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the bodies that applied for a conference."""
    may(Act.ACCREDIT, programme)
    asked = BodiesAsked(
        programme_of(programme).treaty, query["text"], query["category"], query["state"], programme
    )
    rows = [_applicant(one, programme) for one in queries.bodies(asked)]
    return page_of(rows, query, lambda one: str(one["body"]))


@blueprint.route(f"{HERE}/admission-rule")
class Rule(MethodView):
    """Until when bodies apply for a conference."""

    @blueprint.response(200, AdmissionRuleOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str) -> Response:
        """Read until when bodies apply."""
        may(Act.ACCREDIT, programme)
        return told(AdmissionRuleOut, queries.rule_of(programme))

    @blueprint.arguments(AdmissionRuleIn)
    @blueprint.response(200, AdmissionRuleOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str) -> Response:
        """Say until when bodies apply."""
        actor, seen = may(Act.ACCREDIT, programme), revision_seen()
        months = body.get("months")
        return changed(
            lambda: services.set_rule(programme, months, body["closes_on"], seen, now(), actor),
            body,
            AdmissionRuleOut,
            lambda: queries.rule_of(programme),
        )


def _applicant(row: BodyRow, programme: str) -> dict[str, Any]:
    admission = next(one for one in row.admissions if one.programme == programme)
    awaited, whom = awaits(Track.ADMISSION, admission.state)
    return {
        "body": row.slug,
        **{name: getattr(row, name) for name in ("name", "acronym", "category", "country")},
        "admission": admission.id,
        "state": admission.state,
        "state_since": admission.state_since,
        "awaited": awaited or None,
        "awaited_from": whom or None,
        "applied_on": admission.applied_on,
        "revision": admission.revision,
    }
