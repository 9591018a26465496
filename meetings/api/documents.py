"""The documents of a session for programs: kept as files or at an address, for whom, and from when."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import INSTANT, Needed, Null, given, shown
from meetings.api.files import if_sent, kept, said_beside, takes_about
from meetings.api.programmes import BEARER, both_sides
from meetings.api.reaching import (
    PartQuery,
    acted,
    actor,
    may_reach,
    open_session,
    part_of,
    right_now,
)
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.embargoes import read_embargo
from meetings.domain.kept_files import DOCUMENTS, AudienceGiven, FileGiven
from meetings.domain.permissions import Act
from meetings.queries import desk_files as queries
from meetings.queries.desk_files import DocumentRow, SessionAbout
from meetings.services import documents as services
from meetings.services.documents import DocumentGiven

blueprint = Blueprint(
    "api_documents", __name__, url_prefix="/api/v1", description="Documents and slides of sessions."
)
ADDRESS: Final = "/programmes/<programme>/sessions/<session>/documents"
TITLE: Final = {"en": "Fact sheet on dental amalgam"}

VersionOut = shown(
    "DocumentVersion",
    "A version of a document.",
    number=1,
    file_name="fact-sheet.pdf",
    media_type="application/pdf",
    bytes=48_213,
    kept_at=INSTANT,
    embargo_until=Null(INSTANT),
    is_shown=True,
    waits=False,
)
DocumentOut = shown(
    "Document",
    "A document as staff see it; `people` only for whoever may see people.",
    id="d7k2m9xq",
    title=TITLE,
    language="en",
    address=Null("https://papers.example.org/amalgam"),
    version=1,
    audience="public",
    regions=["africa"],
    people=["amara@example.org"],
    embargo_until=Null(INSTANT),
    panelist=Null(41),
    brought_by="Amara Example",
    revision=1,
    versions=[VersionOut],
)
FIELDS: Final = {
    "address": "https://papers.example.org/amalgam",
    "audience": "public",
    "regions": ["africa"],
    "people": ["amara@example.org"],
    "embargo": Null("2027-03-18T14:00"),
    "panelist": Null(41),
}
DocumentIn = given(
    "DocumentNew",
    "A document: a file beside, or an address; `embargo` is a wall time in the programme's zone.",
    title=Needed(TITLE),
    language=Needed("en"),
    **FIELDS,
)
DocumentPatch = given(
    "DocumentChange",
    "What is changed of a document; another file is its next version.",
    title=TITLE,
    language="en",
    **FIELDS,
)


@blueprint.route(ADDRESS)
class Documents(MethodView):
    """The documents of a session."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(DocumentOut, "DocumentList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, session: str) -> dict[str, Any]:
        """List the documents of a session, in the order they were added."""
        about = open_session(Act.SEE, programme, session)
        rows = queries.documents_of(programme, session, right_now())
        return part_of([_body(one, about, programme) for one in rows], query, lambda one: one["id"])

    @blueprint.response(201, DocumentOut)
    @takes_about(DocumentIn)
    @blueprint.doc(security=BEARER)
    def post(self, programme: str, session: str) -> Response:
        """Add a document, as a file or at an address."""
        about = open_session(Act.EDIT, programme, session)
        body, now, by = said_beside(DocumentIn), right_now(), actor()
        with if_sent(kept("documents", DOCUMENTS)) as file:
            found = _given(body, about, programme, None, file)
            name = services.add_document(programme, session, found, now, by)
        return acted(DocumentOut, lambda: None, None, lambda: _one(programme, about, name), 201)


@blueprint.route(f"{ADDRESS}/<document>")
class Document(MethodView):
    """One document."""

    @blueprint.response(200, DocumentOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, session: str, document: str) -> Response:
        """Read a document with its versions."""
        about = open_session(Act.SEE, programme, session)
        return acted(DocumentOut, lambda: None, None, lambda: _one(programme, about, document))

    @blueprint.response(200, DocumentOut)
    @takes_about(DocumentPatch)
    @blueprint.doc(security=BEARER)
    def patch(self, programme: str, session: str, document: str) -> Response:
        """Change what is named of a document; a file is its next version."""
        about = open_session(Act.EDIT, programme, session)
        body, seen = said_beside(DocumentPatch), revision_seen()
        row, now, by = _row(programme, session, document), right_now(), actor()

        def change() -> None:
            with if_sent(kept("documents", DOCUMENTS)) as file:
                found = _given(body, about, programme, row, file)
                services.change_document(programme, session, document, found, seen, now, by)

        return acted(DocumentOut, change, body, lambda: _one(programme, about, document))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, session: str, document: str) -> Response:
        """Take a document away with all its versions."""
        about = open_session(Act.EDIT, programme, session)
        seen, now, by = revision_seen(), right_now(), actor()
        stale = both_sides(
            lambda: services.drop_document(programme, session, document, seen, now, by),
            None,
            lambda: DocumentOut().dump(_one(programme, about, document)),
        )
        return stale or Response(status=204)


def _row(programme: str, session: str, name: str) -> DocumentRow:
    rows = queries.documents_of(programme, session, right_now())
    found = next((one for one in rows if one.name == name), None)
    if found is None:
        raise errors.NotFound()
    return found


def _one(programme: str, about: SessionAbout, name: str) -> dict[str, Any]:
    return _body(_row(programme, about.slug, name), about, programme)


def _body(row: DocumentRow, about: SessionAbout, programme: str) -> dict[str, Any]:
    """Write a document; who is named only for whoever may see people."""
    may_see = may_reach(Act.PEOPLE).covers(programme, about.stream, about.partners)
    return {
        "id": row.name,
        "title": row.title,
        "language": row.language,
        "address": row.address,
        "version": row.version,
        "audience": row.audience,
        "regions": list(row.regions),
        "people": list(row.people) if may_see else [],
        "embargo_until": row.embargo,
        "panelist": row.panelist_id,
        "brought_by": row.brought_by,
        "revision": row.revision,
        "versions": row.versions,
    }


def _given(
    body: dict[str, Any],
    about: SessionAbout,
    programme: str,
    row: DocumentRow | None,
    file: FileGiven | None,
) -> DocumentGiven:
    """Read a document: what is named, else as it stands."""
    audience = AudienceGiven(
        body.get("audience", row.audience if row else ""),
        tuple(body.get("regions", row.regions if row else ())),
        tuple(one.strip() for one in body.get("people", row.people if row else ()) if one.strip()),
    )
    embargo = row.embargo if row else None
    if "embargo" in body:
        embargo = read_embargo(body["embargo"] or "", about.zone)
    return DocumentGiven(
        title=body.get("title", row.title if row else {}),
        language=body.get("language", row.language if row else ""),
        audience=audience,
        embargo_until=embargo,
        address=body.get("address", (row.address or "") if row else ""),
        file=file,
        panelist_id=_panelist(body, about, programme, row),
    )


def _panelist(
    body: dict[str, Any], about: SessionAbout, programme: str, row: DocumentRow | None
) -> int | None:
    """Give who of the panel brought a document; where nobody is named, it stays as it is.

    Raises: NotAChoice, with field `panelist`.
    """
    if "panelist" not in body:
        return row.panelist_id if row else None
    number: int | None = body["panelist"]
    if number is not None and number not in {one for one, _name in queries.panel_of(programme, about.slug)}:
        raise errors.NotAChoice(field="panelist", value=str(number)[:20])
    return number
