"""The words of reports, as the doors hand them to formats, and a report as a file to take along."""

from typing import Final

from flask import Response, current_app, get_template_attribute
from flask_babel import gettext as _

from meetings.formats.report_page import Printed
from meetings.formats.report_paper import paper
from meetings.formats.report_workbook import workbook

TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def say(macro: str, *values: object) -> str:
    """Give words of `templates/report/words.html`, in the language of the request."""
    return str(get_template_attribute("report/words.html", macro)(*values))


def report_file(report: Printed, form: str, *, seal: str = "", address: str = "") -> bytes:
    """Make the paper or the workbook of a report.

    Raises: FontMissing, TypesettingMissing.
    """
    if form == "xlsx":
        return workbook(report, seal=seal)
    said = _("Demonstration.") + " " + _("Not a site of the secretariat; people and figures are invented.")
    site = current_app.config["SITE_NAME"] or _("Minamata Convention on Mercury")
    data = paper(report, site=site, seal=seal, address=address, demonstration=said)
    made: bytes = current_app.extensions["outside"].typesetter.pdf("report", data)
    return made


def as_file(content: bytes, form: str, name: str) -> Response:
    """Answer with a file; its name is of letters, figures and hyphens."""
    answer = Response(content, content_type=TYPES[form])
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return answer
