"""Published reports: the last copy of a season, each copy at an address that stays, and each as a file."""

from typing import Final

from flask import Blueprint, Response, abort, render_template

from meetings.domain.report_changes import changes
from meetings.formats.report_page import changes_table, printed
from meetings.formats.times import full_day_words
from meetings.queries import desk as programmes
from meetings.queries.report_copies import Copy, copies, copy_of
from meetings.web.caching import kept, remembered
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.report_words import as_file, report_file, say
from meetings.web.sessions import whole_address

blueprint = Blueprint("reports", __name__)
ADDRESS: Final = f"/{LANG}/<programme>/report"


@blueprint.get(ADDRESS)
@kept
def last(lang: str, programme: str) -> str:
    """Show the last published report of a season."""
    found = copies(programme)
    if not found:
        abort(404)
    return _page(lang, programme, _copy(programme, found[0].number))


@blueprint.get(f"{ADDRESS}/<int:number>")
@kept
def copy(lang: str, programme: str, number: int) -> str:
    """Show a published report as it was published, whatever became of the figures since."""
    return _page(lang, programme, _copy(programme, number))


@blueprint.get(f"{ADDRESS}/<int:number>.<any(pdf, xlsx, json):form>")
def file(lang: str, programme: str, number: int, form: str) -> Response:
    """Give a published report as a file; the JSON is letter for letter what its seal is of."""
    one = _copy(programme, number)
    name = f"{programme}-report-{number}"
    if form == "json":
        return as_file(one.facts.encode(), form, name)
    key = ("report", programme, str(number), one.seal, form, lang)
    return as_file(remembered(key, lambda: _file(one, programme, lang, form)), form, name)


def _copy(programme: str, number: int) -> Copy:
    found = copy_of(programme, number)
    if found is None:
        abort(404)
    return found


def _file(one: Copy, programme: str, lang: str, form: str) -> bytes:
    address = whole_address(f"/{lang}/{programme}/report/{one.number}")
    return report_file(
        printed(one.sheet, one.made_at, lang, say), form, seal=say("sealed", one.seal), address=address
    )


def _page(lang: str, programme: str, one: Copy) -> str:
    shown = programmes.programme(programme)
    settle_reader(shown)
    before = copy_of(programme, one.number - 1)
    changed = None
    if before is not None:
        sheets = (before.sheet, one.sheet)
        changed = changes_table(changes(*sheets), sheets, lang, say)
    zone = one.sheet["zone"]
    return render_template(
        "public/report.html",
        programme=shown,
        report=printed(one.sheet, one.made_at, lang, say),
        copy=one,
        changed=changed,
        copies=[(each, full_day_words(each.made_at, zone, lang)) for each in copies(programme)],
        address=f"/{lang}/{programme}/report",
        whole_address=whole_address(f"/{lang}/{programme}/report/{one.number}"),
    )
