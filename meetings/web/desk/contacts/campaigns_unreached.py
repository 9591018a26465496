"""Who did not get a campaign, and why; and the same as a table, which is noted in the journal."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from meetings.domain.permissions import Act
from meetings.formats.tables import csv_bytes
from meetings.queries.contacts import campaigns as queries
from meetings.queries.contacts.campaign_unreached import PER_PAGE, Unreached, unreached
from meetings.services.contacts.campaigns import note_export
from meetings.web.desk.access import allowed_everywhere, at_desk
from meetings.web.desk.contacts.campaigns_words import why_words
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_campaigns_unreached", __name__)
ADDRESS: Final = f"/{LANG}/desk/campaigns/<campaign_id>/unreached"


@blueprint.get(ADDRESS)
def show(lang: str, campaign_id: str) -> str:
    """Show whom a campaign did not reach, with the reason and the way to each contact."""
    allowed_everywhere(Act.CONTACTS)
    at_desk()
    row = queries.campaign(campaign_id)
    page = max(request.args.get("page", 1, type=int), 1)
    people, total = unreached(campaign_id, (page - 1) * PER_PAGE)
    countries = dict(country_choices(lang))
    return render_template(
        "desk/contacts/campaign_unreached.html",
        campaign=row,
        lines=[
            {"it": one, "why": why_words(one.why), "country": countries.get(one.country or "", one.country)}
            for one in people
        ],
        total=total,
        number=page,
        has_more=page * PER_PAGE < total,
    )


@blueprint.post(ADDRESS)
def export(lang: str, campaign_id: str) -> Response:
    """Give all of them as a table for spreadsheets; the journal says who took it."""
    holder = allowed_everywhere(Act.CONTACTS)
    at_desk()
    people, total = unreached(campaign_id, most=None)
    note_export(campaign_id, total, datetime.now(UTC), actor=holder.actor)
    head = (_("Name"), _("Organization"), _("Country"), _("Address"), _("Why"), _("What was answered"))
    answer = Response(csv_bytes(head, map(_row, people)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="did-not-get-it.csv"'
    return answer


def _row(one: Unreached) -> tuple[str | None, ...]:
    return one.name, one.organization, one.country, one.address, why_words(one.why), one.said
