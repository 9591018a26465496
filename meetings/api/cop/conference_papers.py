"""The documents of a conference for programs of organizers: written down, their versions, withdrawn and put back."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.cop.acting import ListQuery, changed, local_instant, may, now, page_of, told
from meetings.api.cop.paper_shapes import DocumentIn, DocumentOut, WithdrawIn, as_dict
from meetings.api.files import if_sent, kept_paper, said, takes_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain.kept_files import AudienceGiven
from meetings.domain.permissions import Act
from meetings.domain.permissions import may as holds
from meetings.queries.cop import document_desk as queries
from meetings.queries.cop.documents import DocumentShown, documents_of
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import document_desk as services
from meetings.services.cop.document_desk import DocumentTyped, VersionTyped

blueprint = Blueprint(
    "api_conference_papers",
    __name__,
    url_prefix="/api/v1",
    description="Documents of conferences, for programs of staff.",
)
HERE: Final = "/programmes/<programme>/papers"
ONE: Final = f"{HERE}/<paper>"
VERSION: Final = {"language": "en", "address": "https://papers.example.org/unep-mc-cop6-4.pdf"}
SAID: Final = ("name", "title", "group", "distribution", "original", "segment", "meeting", "versions")


@blueprint.route(HERE)
class ConferencePapers(MethodView):
    """The documents of a conference."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(DocumentOut, "ConferencePaperList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str) -> dict[str, Any]:
        """List all documents of a conference, also those that are closed or withdrawn."""
        may(Act.SEE, programme)
        number = queries.programme_number(programme)
        found = page_of(documents_of(number), query, lambda one: one.name)
        slugs = _item_slugs(number)
        return found | {"items": [_body(one, slugs, ()) for one in found["items"]]}

    @blueprint.arguments(DocumentIn)
    @blueprint.response(201, DocumentOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str) -> Response:
        """Write a document down; its files are put there afterwards."""
        actor = may(Act.EDIT, programme)
        name = services.add_document(programme, _typed(programme, body), now(), actor)
        return told(DocumentOut, _row(programme, name)(), 201)


@blueprint.route(ONE)
class ConferencePaper(MethodView):
    """One document of a conference."""

    @blueprint.response(200, DocumentOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, paper: str) -> Response:
        """Read a document with all its versions."""
        may(Act.SEE, programme)
        return told(DocumentOut, _row(programme, paper)())

    @blueprint.arguments(DocumentIn)
    @blueprint.response(200, DocumentOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], programme: str, paper: str) -> Response:
        """Say anew what is said of a document, all of it."""
        return _changed(
            programme,
            paper,
            body,
            lambda seen, actor: services.change_document(
                programme, paper, _typed(programme, body), seen, now(), actor
            ),
        )


@blueprint.route(f"{ONE}/versions", methods=["POST"])
@blueprint.response(200, DocumentOut)
@takes_file(texts=VERSION, needs=("language",))
@blueprint.doc(security=BEARER)
def put_version(programme: str, paper: str) -> Response:
    """Put a version in a language there: a file, or an address elsewhere; what was there before is kept."""
    language, address = said("language"), said("address")

    def put(seen: int, actor: str) -> None:
        with if_sent(kept_paper("papers")) as file:
            given = VersionTyped(language, file=file) if file else VersionTyped(language, address)
            services.put_version(programme, paper, given, seen, now(), actor)

    return _changed(programme, paper, {"language": language, "address": address}, put)


@blueprint.route(f"{ONE}/withdraw", methods=["POST"])
@blueprint.arguments(WithdrawIn)
@blueprint.response(200, DocumentOut)
@blueprint.doc(security=BEARER)
def withdraw(body: dict[str, Any], programme: str, paper: str) -> Response:
    """Withdraw a document; its files are closed."""
    return _changed(
        programme,
        paper,
        body,
        lambda seen, actor: services.withdraw(programme, paper, body["why"], seen, now(), actor),
    )


@blueprint.route(f"{ONE}/put-back", methods=["POST"])
@blueprint.response(200, DocumentOut)
@blueprint.doc(security=BEARER)
def put_back(programme: str, paper: str) -> Response:
    """Put a document back that was withdrawn."""
    return _changed(
        programme,
        paper,
        None,
        lambda seen, actor: services.put_back(programme, paper, seen, now(), actor),
    )


def _changed(programme: str, paper: str, body: Any, act: Callable[[int, str], Any]) -> Response:
    actor, seen, row = may(Act.EDIT, programme), revision_seen(), _row(programme, paper)
    row()
    return changed(lambda: act(seen, actor), body, DocumentOut, row)


def _typed(programme: str, body: dict[str, Any]) -> DocumentTyped:
    """Read what is said of a document.

    Raises: NotATime; what an hour that does not exist in the zone raises.
    """
    names = ("symbol", "group", "distribution", "original", "segment", "meeting")
    people = tuple(one.strip() for one in body["people"] if one.strip())
    return DocumentTyped(
        **{name: body[name] for name in names},
        title={code: text for code, text in body["title"].items() if text},
        audience=AudienceGiven(body["audience"], tuple(body["regions"]), people),
        items=tuple(body["items"]),
        embargo_until=local_instant(body["embargo"], programme_of(programme).zone, "embargo"),
    )


def _row(programme: str, name: str) -> Callable[[], dict[str, Any]]:
    def row() -> dict[str, Any]:
        number = queries.programme_number(programme)
        found = queries.one_document(number, name)
        sees = holds(allowed(Act.SEE, programme), Act.PEOPLE, programme)
        return _body(found, _item_slugs(number), queries.people_of(found) if sees else ())

    return row


def _item_slugs(number: int) -> dict[int, str]:
    return {one.id: one.slug for one in queries.choices(number).items}


def _body(one: DocumentShown, slugs: dict[int, str], people: Any) -> dict[str, Any]:
    stands = one.stands
    return as_dict(one, (*SAID, "why_withdrawn", "superseded_by", "revision")) | {
        "symbol": one.symbol.printed if one.symbol else None,
        "items": [slugs[item] for item in one.items if item in slugs],
        "audience": stands.audience.code,
        "regions": sorted(stands.audience.regions),
        "people": list(people),
        "embargo_until": stands.embargo_until,
        "is_withdrawn": stands.is_withdrawn,
    }
