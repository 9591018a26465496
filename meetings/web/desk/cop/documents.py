"""The documents of a conference at the desk: the list, and a new one."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import Refused
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.queries.cop import document_desk as queries
from meetings.queries.cop.documents import DocumentShown, FileShown, documents_of, families_of
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import document_desk as services
from meetings.web.cop.documents import look_query
from meetings.web.cop.documents_words import Address, DocumentLine, audience_words, lines_of
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed, at_desk, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.documents_forms import Problem, fields, problem_of, typed_document
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_documents", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/papers"


@dataclass(frozen=True, slots=True)
class Here:
    """The desk of documents at work: of which conference, when, and whether one may write here."""

    programme: ProgrammeRow
    number: int
    moment: Moment
    may_edit: bool


def here(act: Act, programme: str) -> Here:
    """Give the conference, if whoever is signed in may do this in the whole of it.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    allowed(act, programme)
    shown = programme_of(programme)
    may_edit = may(staff(), Act.EDIT, programme)
    return Here(shown, queries.programme_number(programme), at_desk(shown), may_edit)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show all documents of a conference, also those that are closed, and the form for a new one."""
    return _page(here(Act.SEE, programme), draft=drafts.taken_up())


@blueprint.post(ADDRESS)
def add(lang: str, programme: str) -> AnyResponse:
    """Write a document down; its page is where the files are put."""
    at = here(Act.EDIT, programme)
    try:
        typed = typed_document(request.form, at.programme.zone)
        name = services.add_document(programme, typed, at.moment.now, staff().actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(at, problem=problem_of(refusal, lang))
    return redirect(f"/{lang}/desk/{programme}/papers/{name}?done=saved#done", 303)


def look_address(at: Here) -> Address:
    """Give how staff reach a file, be it closed or not."""

    def address(one: DocumentShown, file: FileShown) -> str:
        return f"/papers/{one.name}/{file.language}{look_query(one.name, at.moment.now)}"

    return address


def _page(at: Here, *, problem: Problem | None = None, draft: MultiDict[str, str] | None = None) -> Response:
    lang, typed = at.moment.reader.language, request.form if problem else draft
    found = documents_of(at.number)
    families = families_of(found)
    html = render_template(
        "desk/cop/papers.html",
        programme=at.programme,
        lines=lines_of(families, lang, look_address(at)),
        notes={one.name: closed_words(one, at.moment) for one in found},
        count=len(found),
        drafts=drafts.offered(),
        problem=problem,
        may_edit=at.may_edit,
        **fields(at.number, typed, lang),
    )
    return make_response(html, problem.status if problem else 200)


def closed_words(one: DocumentShown, moment: Moment) -> tuple[str, ...]:
    """Say for whom a document is where that is not everybody, and from when."""
    words, stands = [], one.stands
    names = dict(audience_words())
    if stands.audience.code != "public":
        words.append(_("For whom: %(audience)s", audience=names.get(stands.audience.code, "")))
    if stands.meeting and stands.meeting.audience.code != "public":
        words.append(_("As its meeting: %(audience)s", audience=names.get(stands.meeting.audience.code, "")))
    if stands.embargo_until and stands.embargo_until > moment.now:
        words.append(_("Not before %(when)s", when=moment_words(stands.embargo_until, moment)))
    return tuple(words)


def line_of(one: DocumentShown, at: Here) -> DocumentLine:
    """Word one document for the desk."""
    return lines_of(families_of([one]), at.moment.reader.language, look_address(at))[0]


def texts_of(one: DocumentShown) -> dict[str, Any]:
    """Give what a form holds of a document as it is stored."""
    stands = one.stands
    return {
        "symbol": one.symbol.printed if one.symbol else "",
        "group": one.group,
        "distribution": one.distribution,
        "original": one.original or "",
        "segment": one.segment or "",
        "meeting": one.meeting or "",
        "audience": stands.audience.code,
        "regions": sorted(stands.audience.regions),
    } | {f"title-{code}": text for code, text in one.title.items()}
