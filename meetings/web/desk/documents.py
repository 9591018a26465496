"""The documents of a session: kept as files or at an address, for whom, and from when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.embargoes import read_embargo, typed_embargo
from meetings.domain.kept_files import DOCUMENTS, AudienceGiven
from meetings.domain.permissions import Act, may, reach
from meetings.extensions import db
from meetings.formats.times import language_name
from meetings.queries import desk_files as queries
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.queries.desk_files import DocumentRow, SessionAbout
from meetings.queries.panel.slides import VersionShown
from meetings.services import documents as services
from meetings.services.documents import DocumentGiven
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed, at_desk, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.recordings_words import audience_choices, region_choices
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.uploads import kept, sent
from meetings.web.errors import sentence
from meetings.web.kept_files import DOCUMENT, LOOK, signed_query
from meetings.web.pages import LANG
from meetings.web.sessions import size_words

blueprint = Blueprint("desk_documents", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/session/<session>/documents"


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: of which session, when, and by whom."""

    programme: ProgrammeRow
    session: SessionAbout
    moment: Moment
    may_edit: bool

    @property
    def names(self) -> tuple[str, str]:
        """Give the names of programme and session."""
        return self.programme.slug, self.session.slug


@dataclass(frozen=True, slots=True)
class Line:
    """A document, in words; `look` opens it for staff; `versions` are address, name and what each is."""

    row: DocumentRow
    language: str
    size: str
    audience: str
    embargo: str
    embargo_typed: str
    look: str
    versions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field and its form, and both sides of a stale save."""

    words: str
    field: str
    form: str
    status: int
    sides: tuple[Side, ...] = ()

    @property
    def anchor(self) -> str:
        """Name the field in the page."""
        field = self.field.replace(".", "-")
        return f"{field}-{self.form}" if field else f"form-{self.form}"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, session: str) -> Response:
    """Show the documents of a session, and the forms to add and change them."""
    here = _here(Act.SEE, programme, session)
    return _page(here, draft=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, session: str) -> AnyResponse:
    """Add a document, change one, or take one away."""
    here, act = _here(Act.EDIT, programme, session), request.form.get("act", "")
    try:
        if act not in ACTS:
            raise errors.NotAChoice(field="act", value=act[:20])
        done = ACTS[act](here)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(here, problem=_problem(refusal, here))
    return redirect(f"/{lang}/desk/{programme}/session/{session}/documents?done={done}#done", 303)


def _here(act: Act, programme: str, session: str) -> Here:
    """Give a session, if whoever is signed in may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = staff()
    try:
        shown, found = programme_of(programme), queries.session_about(programme, session)
    except errors.NotFound:
        if reach(holder, act).everywhere:
            raise
        raise errors.NotAllowed() from None
    allowed(act, programme, found.stream, found.partners)
    may_edit = may(holder, Act.EDIT, programme, found.stream, partners=found.partners)
    return Here(shown, found, at_desk(shown), may_edit)


def _add(here: Here) -> str:
    if sent("file"):
        with kept("file", "documents", DOCUMENTS) as file:
            services.add_document(*here.names, _given(here, file), here.moment.now, staff().actor)
    else:
        services.add_document(*here.names, _given(here, None), here.moment.now, staff().actor)
    return "saved"


def _change(here: Here) -> str:
    name, revision = request.form.get("document", ""), request.form.get("revision", 0, type=int)
    if sent("file"):
        with kept("file", "documents", DOCUMENTS) as file:
            _save(here, name, _given(here, file), revision)
    else:
        _save(here, name, _given(here, None), revision)
    return "saved"


def _save(here: Here, name: str, given: DocumentGiven, revision: int) -> None:
    services.change_document(*here.names, name, given, revision, here.moment.now, staff().actor)


def _drop(here: Here) -> str:
    if not request.form.get("sure"):
        raise errors.NotConfirmed(field="sure")
    name, revision = request.form.get("document", ""), request.form.get("revision", 0, type=int)
    services.drop_document(*here.names, name, revision, here.moment.now, staff().actor)
    return "gone"


ACTS: Final[Mapping[str, Callable[[Here], str]]] = {"add": _add, "change": _change, "drop": _drop}


def _given(here: Here, file: Any) -> DocumentGiven:
    form = request.form
    people = tuple(one.strip() for one in form.get("people", "").splitlines() if one.strip())
    return DocumentGiven(
        title={code: form[f"title-{code}"] for code in LANGUAGES if form.get(f"title-{code}")},
        language=form.get("language", ""),
        audience=AudienceGiven(form.get("audience", ""), tuple(form.getlist("regions")), people),
        embargo_until=read_embargo(form.get("embargo", ""), here.programme.zone),
        address=form.get("address", ""),
        file=file,
        panelist_id=_panelist(here),
    )


def _named(here: Here) -> DocumentRow | None:
    """Give the document that the form names, if there is one."""
    every = queries.documents_of(*here.names, here.moment.now)
    return next((one for one in every if one.name == request.form.get("document")), None)


def _panelist(here: Here) -> int | None:
    """Give who of the panel brought a document, as chosen; where nobody could choose, it stays as it is.

    Raises: NotAChoice, with field `panelist`.
    """
    typed = request.form.get("panelist")
    if typed is None:
        row = _named(here)
        return row.panelist_id if row else None
    if not typed:
        return None
    for number, _name in queries.panel_of(*here.names):
        if typed == str(number):
            return number
    raise errors.NotAChoice(field="panelist", value=typed[:20])


def _problem(refusal: errors.Refused, here: Here) -> Problem:
    form, sides = request.form.get("form", "")[:60], tuple[Side, ...]()
    row = _named(here)
    if isinstance(refusal, errors.Stale) and row is not None:
        sides = _sides(row, here)
    field = (refusal.field or "").replace("title.", "title-")
    field = f"title-{here.moment.reader.language}" if field == "title" else field
    return Problem(sentence(refusal), field, form, refusal.status, sides)


def _sides(row: DocumentRow, here: Here) -> tuple[Side, ...]:
    lang = here.moment.reader.language
    now = {
        f"title-{lang}": row.title.get(lang, ""),
        "language": row.language,
        "audience": row.audience,
        "embargo": typed_embargo(row.embargo, here.programme.zone),
        "address": row.address or "",
    }
    labels = {
        f"title-{lang}": _("Title"),
        "language": _("Language"),
        "audience": _("For whom"),
        "embargo": _("Not before"),
        "address": _("Address"),
    }
    return compare(labels, now, {name: request.form.get(name, "").strip() for name in now})


def _page(
    here: Here, *, problem: Problem | None = None, draft: MultiDict[str, str] | None = None, done: str = ""
) -> Response:
    typed = request.form if problem else draft
    html = render_template(
        "desk/documents.html",
        programme=here.programme,
        session=here.session,
        lines=[_line(one, here) for one in queries.documents_of(*here.names, here.moment.now)],
        typed=typed if typed is not None else MultiDict(),
        form=typed.get("form", "") if typed is not None else "",
        drafts=drafts.offered(),
        problem=problem,
        done=_done_words(done),
        may_edit=here.may_edit,
        may_see_people=may(
            staff(),
            Act.PEOPLE,
            here.programme.slug,
            here.session.stream,
            partners=here.session.partners,
        ),
        audiences=audience_choices(),
        regions=region_choices(),
        panel=queries.panel_of(*here.names),
    )
    return make_response(html, problem.status if problem else 200)


def _line(row: DocumentRow, here: Here) -> Line:
    moment = here.moment
    query = signed_query(LOOK + DOCUMENT, row.name, moment.now)
    return Line(
        row=row,
        language=language_name(row.language, moment.reader.language),
        size=size_words(row.bytes),
        audience=dict(audience_choices()).get(row.audience, row.audience),
        embargo=moment_words(row.embargo_until, moment),
        embargo_typed=typed_embargo(row.embargo, here.programme.zone),
        look=row.address or f"/documents/{row.name}{query}",
        versions=tuple(_version(one, row.name, query, moment) for one in row.versions),
    )


def _version(one: VersionShown, name: str, query: str, moment: Moment) -> tuple[str, str, str]:
    """Give where staff look at a version, what it is called, and whether it is shown, waits or was replaced."""
    state = _("shown now") if one.is_shown else _("replaced")
    if one.waits:
        state = _("not before %(when)s", when=moment_words(one.embargo_until, moment))
    words = _("Version %(number)d", number=one.number)
    said = f"{state} · {_by_words(one.kept_by)} · {moment_words(one.kept_at, moment)}"
    return f"/documents/{name}{query}&version={one.number}", words, said


def _by_words(actor: str) -> str:
    """Say who sent a version: staff, somebody on the panel by their link, or their assistant."""
    if actor.startswith("panel:"):
        return _("sent by the panellist")
    return _("sent by an assistant") if actor.startswith("assistant:") else _("sent at the desk")


def _done_words(done: str) -> str:
    return {"saved": _("Saved."), "gone": _("Taken away.")}.get(done, "")
