"""`meetings report`: a programme's numbers as JSON for programs, as a page or paper to print, or as a workbook."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, get_template_attribute, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.cli import current
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.report_sheet import Sheet, instant, public
from meetings.formats.report import report_json
from meetings.formats.report_page import Printed, printed
from meetings.formats.report_paper import paper
from meetings.formats.report_workbook import workbook
from meetings.queries.reports import report

FORMS = ("json", "html", "pdf", "xlsx")


@click.command("report")
@click.argument("programme")
@click.option("--format", "form", type=click.Choice(FORMS), default="json", show_default=True)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to a file."
)
@click.option("--inside", is_flag=True, help="Show small cells, too; for nobody outside the secretariat.")
def report_command(programme: str, form: str, lang: str, out: Path | None, *, inside: bool) -> None:
    """Report the numbers of a PROGRAMME, by its slug: in all, by stream and by session."""
    app = current()
    with app.app_context(), force_locale(lang):
        now = datetime.now(UTC)
        found = report(programme, now)
        if found is None:
            raise NotFound(field=programme)
        sheet = found.sheet if inside else public(found.sheet)
        content = _written(app, sheet, now, form, lang)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from None


def _written(app: Flask, sheet: Sheet, now: datetime, form: str, lang: str) -> bytes:
    if form == "json":
        return (_json(sheet, now) + "\n").encode()
    shown = printed(sheet, now, lang, _say)
    if form == "html":
        return (_page(app, shown) + "\n").encode()
    if form == "xlsx":
        return workbook(shown)
    outside = app.extensions["outside"]
    site = app.config["SITE_NAME"] or _("Minamata Convention on Mercury")
    pdf: bytes = outside.typesetter.pdf("report", paper(shown, site=site, demonstration=_demonstration()))
    return pdf


def _demonstration() -> str:
    return " ".join(
        (_("Demonstration."), _("Not a site of the secretariat; people and figures are invented."))
    )


def _say(macro: str, *values: object) -> str:
    return str(get_template_attribute("report/words.html", macro)(*values))


def _json(sheet: Sheet, now: datetime) -> str:
    body = report_json(sheet, lambda name: _say("definition", name)) | {"drawn_up_at": instant(now)}
    return json.dumps(body, ensure_ascii=False, indent=1)


def _page(app: Flask, shown: Printed) -> str:
    style = Markup(Path(app.static_folder or "", "css", "site.css").read_text("utf-8"))  # our own file
    return render_template("report/file.html", style=style, report=shown)
