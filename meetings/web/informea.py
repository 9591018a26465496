"""InforMEA's node: our meetings for the portal of all conventions, as its harvester asks for them (OData 2)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, request
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES
from meetings.domain.informea_filter import NotUnderstood
from meetings.domain.informea_query import SINGLE, Page, fitting, page_of, read_options
from meetings.formats import informea, informea_atom
from meetings.queries.informea import Shelf, Told, in_words
from meetings.web.caching import remembered
from meetings.web.informea_answers import ATOM, JSON, PREFIX, XML, answer, form, problem
from meetings.web.registrations import public_address

blueprint = Blueprint("informea", __name__, url_prefix=PREFIX)
# A key as OData writes it, by its name or without.
KEY: Final = re.compile(r"(?:id=)?(?:guid)?'((?:[^']|'')*)'")
MOVED: Final = ("$skip", "$skiptoken", "$top")


@blueprint.get("", strict_slashes=False)
@blueprint.get("/")
def service() -> Response:
    """Say what the node holds."""
    if form() == "atom":
        return answer(informea_atom.service_bytes(_node()), XML)
    return answer(informea.service_bytes(), JSON)


@blueprint.get("/$metadata")
def metadata() -> Response:
    """Say what a meeting consists of."""
    return answer(informea_atom.metadata_bytes(), XML, version="3.0")


@blueprint.get("/Meetings")
@blueprint.get("/Meetings()")
def meetings() -> Response:
    """Give a page of meetings."""
    asked = read_options(request.args.items(multi=True))
    page = page_of(_told().in_order(asked.order), asked)
    write, kind = (informea_atom.feed_bytes, ATOM) if form() == "atom" else (informea.list_bytes, JSON)
    count = page.count if asked.is_counted else None
    shown = in_words(page.meetings, notes)
    return answer(write(shown, _node(), asked.fields, count=count, following=_following(page)), kind)


@blueprint.get("/Meetings/$count")
def count() -> Response:
    """Give the number of meetings, of those that pass the filter."""
    asked = read_options(request.args.items(multi=True))
    found = fitting(_told().by_id.values(), asked)
    return answer(str(len(found)).encode(), "text/plain; charset=utf-8")


@blueprint.get("/Meetings(<entity>)")
def meeting(entity: str) -> Response:
    """Give one meeting; one that is not told of, or not any more, is not there."""
    asked = read_options(request.args.items(multi=True), SINGLE)
    named = KEY.fullmatch(entity)
    found = _told().by_id.get(named[1].replace("''", "'")) if named else None
    if found is None:
        abort(404, "There is no meeting with this id, or not any more.")
    (shown,) = in_words([found], notes)
    if form() == "atom":
        return answer(informea_atom.entry_bytes(shown, _node(), asked.fields), ATOM)
    return answer(informea.single_bytes(shown, _node(), asked.fields), JSON)


@blueprint.errorhandler(NotUnderstood)
def refused(error: NotUnderstood) -> Response:
    """Say which option of a query is wrong, and what is."""
    return problem(400, "BadRequest", str(error))


def notes() -> Mapping[str, str]:
    """Word in every language that a demonstration is one."""
    found = {}
    for lang in LANGUAGES:
        with force_locale(lang):
            found[lang] = (
                f"{_('Demonstration.')} {_('Not a site of the secretariat; people and figures are invented.')}"
            )
    return found


def _told() -> Told:
    return remembered(("informea",), Shelf).at(public_address(""), datetime.now(UTC))


def _node() -> str:
    return public_address(PREFIX)


def _following(page: Page) -> str | None:
    """Give the address of the next page: what was asked, but for where it begins."""
    if page.next is None:
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in MOVED]
    query = urlencode([*kept, *page.next], quote_via=quote, safe="$',()")
    return f"{_node()}/Meetings?{query}"
