"""How InforMEA's node answers: in the form that is asked for, and open to programs of any site."""

from contextlib import suppress
from typing import Final

from flask import Response, request

from meetings.domain.informea import plain
from meetings.domain.informea_filter import NotUnderstood
from meetings.domain.informea_query import form_named
from meetings.formats import informea, informea_atom

JSON: Final = "application/json; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"
XML: Final = "application/xml; charset=utf-8"
PREFIX: Final = "/informea.svc"
# What names a form, the better known first: whoever takes anything gets JSON.
ACCEPTED: Final = {
    "application/json": "json",
    "application/atom+xml": "atom",
    "application/atomsvc+xml": "atom",
    "application/xml": "atom",
    "text/xml": "atom",
}


def is_asked() -> bool:
    """Say whether a request is to the node."""
    return request.path.partition("/")[2].split("/", 1)[0] == PREFIX[1:]


def form() -> str:
    """Give the form that a request takes, json or atom: what it names, else what it accepts best."""
    named = request.args.get("$format")
    if named is not None:
        with suppress(NotUnderstood):
            return form_named(named)
    wanted: dict[str, float] = {}
    for value, quality in request.accept_mimetypes:
        kind = value.partition(";")[0].strip().lower()
        wanted[kind] = max(quality, wanted.get(kind, 0))
    fallback = wanted.get("*/*", 0)
    at = {name: wanted.get(name, wanted.get("application/*", fallback)) for name in ACCEPTED}
    best = max(at, key=lambda name: at[name])  # of equals the first
    return ACCEPTED[best] if at[best] else "json"


def answer(content: bytes, content_type: str, *, version: str = "2.0") -> Response:
    """Give an answer that anybody may keep and ask again by its ETag."""
    response = Response(content, content_type=content_type)
    response.headers["DataServiceVersion"] = f"{version};"
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    opened(response)
    response.add_etag()
    response.make_conditional(request)
    return response


def opened(response: Response) -> Response:
    """Let pages of other sites read an answer: all of it is public, and no cookie is looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def problem(status: int, code: str, words: str) -> Response:
    """Say what is wrong with a request, in the form that it takes; what is told of the request may be anything."""
    words = plain(words)
    if form() == "atom":
        response = Response(informea_atom.error_bytes(code, words), status, content_type=XML)
    else:
        response = Response(informea.error_bytes(code, words), status, content_type=JSON)
    response.headers["DataServiceVersion"] = "1.0;"
    response.vary.add("Accept")
    return opened(response)
