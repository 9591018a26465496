"""`meetings report`: a programme's numbers as JSON for programs, or as a page to print."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, get_template_attribute, render_template
from flask_babel import force_locale
from markupsafe import Markup

from meetings.cli import current
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.report_sheet import Sheet, instant, public
from meetings.formats.report import report_json
from meetings.formats.report_page import printed
from meetings.queries.reports import report


@click.command("report")
@click.argument("programme")
@click.option("--format", "form", type=click.Choice(["json", "html"]), default="json", show_default=True)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to a file."
)
def report_command(programme: str, form: str, lang: str, out: Path | None) -> None:
    """Report the numbers of a PROGRAMME, by its slug: in all, by stream and by session."""
    app = current()
    with app.app_context(), force_locale(lang):
        now = datetime.now(UTC)
        found = report(programme, now)
        if found is None:
            raise NotFound(field=programme)
        text = _json(found.sheet, now) if form == "json" else _page(app, found.sheet, now, lang)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from None


def _say(macro: str, *values: object) -> str:
    return str(get_template_attribute("report/words.html", macro)(*values))


def _json(sheet: Sheet, now: datetime) -> str:
    body = report_json(sheet, lambda name: _say("definition", name)) | {"drawn_up_at": instant(now)}
    return json.dumps(body, ensure_ascii=False, indent=1)


def _page(app: Flask, sheet: Sheet, now: datetime, lang: str) -> str:
    style = Markup(Path(app.static_folder or "", "css", "site.css").read_text("utf-8"))  # our own file
    return render_template("report/file.html", style=style, report=printed(public(sheet), now, lang, _say))
