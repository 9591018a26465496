"""One document of a conference at the desk: what is said of it, its versions, closing and withdrawing it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAChoice, Refused, Stale
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.formats.times import language_name
from meetings.queries.cop import document_desk as queries
from meetings.queries.cop.documents import DocumentShown, FileShown
from meetings.services.cop import document_desk as services
from meetings.services.cop.document_desk import VersionTyped
from meetings.web.cop.documents import look_query
from meetings.web.cop.uploads import paper
from meetings.web.desk import drafts
from meetings.web.desk.access import staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.documents import Here, closed_words, here, line_of, texts_of
from meetings.web.desk.cop.documents_forms import (
    TITLES,
    Problem,
    fields,
    local_text,
    problem_of,
    typed_document,
)
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.uploads import sent
from meetings.web.pages import LANG
from meetings.web.sessions import size_words

blueprint = Blueprint("desk_cop_document", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/papers/<paper>"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, paper: str) -> Response:
    """Show a document with all its versions, and the forms to change it."""
    at = here(Act.SEE, programme)
    found = queries.one_document(at.number, paper)
    return _page(at, found, draft=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, paper: str) -> AnyResponse:
    """Change what is said of a document, put a version there, withdraw it or put it back."""
    at, act = here(Act.EDIT, programme), request.form.get("act", "")
    found = queries.one_document(at.number, paper)
    try:
        if act not in ACTS:
            raise NotAChoice(field="act", value=act[:20])
        ACTS[act](at, paper, request.form.get("revision", 0, type=int))
    except Refused as refusal:
        db.session.rollback()
        return _refused(at, found, refusal)
    return redirect(f"/{lang}/desk/{programme}/papers/{paper}?done={act}#done", 303)


def _save(at: Here, name: str, revision: int) -> None:
    typed = typed_document(request.form, at.programme.zone)
    services.change_document(at.programme.slug, name, typed, revision, at.moment.now, staff().actor)


def _put(at: Here, name: str, revision: int) -> None:
    language, slug = request.form.get("language", ""), at.programme.slug
    if sent("file"):
        with paper("file", "papers") as file:
            given = VersionTyped(language, file=file)
            services.put_version(slug, name, given, revision, at.moment.now, staff().actor)
        return
    given = VersionTyped(language, address=request.form.get("address", ""))
    services.put_version(slug, name, given, revision, at.moment.now, staff().actor)


def _withdraw(at: Here, name: str, revision: int) -> None:
    why = request.form.get("why", "")
    services.withdraw(at.programme.slug, name, why, revision, at.moment.now, staff().actor)


def _put_back(at: Here, name: str, revision: int) -> None:
    services.put_back(at.programme.slug, name, revision, at.moment.now, staff().actor)


ACTS: Final[Mapping[str, Callable[[Here, str, int], None]]] = {
    "save": _save,
    "version": _put,
    "withdraw": _withdraw,
    "back": _put_back,
}


def _refused(at: Here, found: DocumentShown, refusal: Refused) -> Response:
    sides = _sides(at, found) if isinstance(refusal, Stale) else ()
    return _page(at, found, problem=problem_of(refusal, at.moment.reader.language, sides))


def _sides(at: Here, found: DocumentShown) -> tuple[Side, ...]:
    """Give what is stored and what was typed, where somebody else saved first."""
    if request.form.get("form") != "document":
        return ()
    lang = at.moment.reader.language
    labels = {
        "symbol": _("Symbol"),
        **{name: _("Title") for name in TITLES if name.endswith(lang)},
        "group": _("Kind"),
        "distribution": _("Distribution"),
        "audience": _("For whom"),
        "embargo": _("Not before"),
    }
    now = texts_of(found) | {"embargo": local_text(found.stands.embargo_until, at.programme.zone)}
    return compare(labels, now, {name: request.form.get(name, "").strip() for name in labels})


def _page(
    at: Here,
    found: DocumentShown,
    *,
    problem: Problem | None = None,
    draft: MultiDict[str, str] | None = None,
    done: str = "",
) -> Response:
    lang, zone = at.moment.reader.language, at.programme.zone
    stored = texts_of(found) | {
        "items": [one.slug for one in queries.choices(at.number).items if one.id in found.items],
        "embargo": local_text(found.stands.embargo_until, zone),
        "people": "\n".join(queries.people_of(found)) if may(staff(), Act.PEOPLE, at.programme.slug) else "",
    }
    html = render_template(
        "desk/cop/paper.html",
        programme=at.programme,
        document=found,
        line=line_of(found, at),
        closed=closed_words(found, at.moment),
        versions=[_version(one, found, at) for one in reversed(found.versions)],
        drafts=drafts.offered(),
        problem=problem,
        done=_done_words(done) if problem is None else "",
        may_edit=at.may_edit,
        sent=request.form if problem else {},
        **fields(at.number, request.form if problem else draft, lang, stored),
    )
    return make_response(html, problem.status if problem else 200)


def _version(one: FileShown, found: DocumentShown, at: Here) -> dict[str, Any]:
    query = look_query(found.name, at.moment.now)
    return {
        "language": language_name(one.language, at.moment.reader.language),
        "number": one.version,
        "size": size_words(one.bytes),
        "file_name": one.file_name,
        "when": moment_words(one.put_at, at.moment),
        "address": one.address or f"/papers/{found.name}/{one.language}{query}&version={one.version}",
        "is_elsewhere": one.address is not None,
        "holds": found.files.get(one.language) == one,
    }


def _done_words(done: str) -> str:
    return {
        "saved": _("Saved."),
        "save": _("Saved."),
        "version": _("The file is there. What was there before is kept as a version before it."),
        "withdraw": _("Withdrawn. Its files are closed."),
        "back": _("Put back."),
    }.get(done, "")
