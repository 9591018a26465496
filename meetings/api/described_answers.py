"""The answers that any operation may give, as the description of the API says them once for all."""

from typing import Any, Final

JSON_PROBLEM: Final = "application/problem+json"
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A refusal: `title` is a code, `detail` says it in words, `field` names what is to blame.",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string", "examples": ["not_a_choice"]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {"type": "string", "examples": ["The value is none of those that can be chosen."]},
        "field": {"type": "string", "examples": ["person.country"]},
        "choices": {"examples": [["online", "room"]]},
        "value": {"examples": ["by post"]},
    },
}
HEADERS: Final[dict[str, Any]] = {
    "ETag": {
        "description": "The revision of what is shown, for `If-Match`.",
        "schema": {"type": "string", "pattern": '^"r[0-9]+"$', "examples": ['"r3"']},
    },
    "Retry-After": {
        "description": "Seconds after which it is worth asking again.",
        "schema": {"type": "string", "examples": ["30"]},
    },
    "RateLimit-Limit": {
        "description": "How often a stranger may ask in a while; programs of the staff are not limited.",
        "schema": {"type": "string", "examples": ["1200"]},
    },
    "RateLimit-Remaining": {
        "description": "How often a stranger may still ask.",
        "schema": {"type": "string", "examples": ["1187"]},
    },
    "RateLimit-Reset": {
        "description": "Seconds after which a stranger may ask as often again.",
        "schema": {"type": "string", "examples": ["42"]},
    },
    "WWW-Authenticate": {
        "description": "How to say who asks.",
        "schema": {"type": "string", "examples": ["Bearer"]},
    },
}
LIMITS: Final = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
# What HTTP calls an answer, in words of ours.
SAID: Final = {
    "OK": "What was asked for.",
    "Created": "What was made.",
    "Accepted": "What was begun.",
    "No Content": "Done; there is nothing to say.",
}
_REFUSALS: Final = (
    (
        400,
        "bad_request",
        "The body cannot be read.",
        "The request cannot be read, or carries a token in its address.",
    ),
    (401, "sign_in_needed", "A token is needed.", "No token came, or it is unknown, withdrawn or expired."),
    (403, "not_allowed", "This is not yours to see or do.", "The token may not do this, or not here."),
    (
        404,
        "not_found",
        "There is no such thing.",
        "There is no such thing, or it is not open to whoever asks.",
    ),
    (
        409,
        "not_now",
        "It stands in a state in which this cannot be done.",
        "What is stored stands against it.",
    ),
    (410, "gone", "This was there and is no more.", "What was there is no more."),
    (
        412,
        "stale",
        "Somebody else saved this first.",
        "Somebody else was first: `current`, `given` and `stored` say how.",
    ),
    (413, "request_entity_too_large", "The body is too large.", "The body or the file is too large."),
    (
        422,
        "not_a_choice",
        "The value is none of those that can be chosen.",
        "A value is refused; `field` names it.",
    ),
    (428, "if_match_needed", "If-Match is needed.", "The revision that was seen is missing."),
    (
        429,
        "too_many_requests",
        "Strangers may ask 1200 per 1 minute here.",
        "Too often; `Retry-After` says how long to wait.",
    ),
    (500, "server_error", "Something went wrong on our side; it is noted.", "Any other answer."),
    (
        503,
        "not_there",
        "What this needs does not answer.",
        "What this needs does not answer; it can be asked again.",
    ),
)


def _described(status: int, title: str, detail: str, words: str) -> dict[str, Any]:
    example = {"title": title, "status": status, "detail": detail}
    told: dict[str, Any] = {
        "description": words,
        "content": {
            JSON_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example},
        },
    }
    named = {401: ("WWW-Authenticate",), 429: ("Retry-After", *LIMITS)}.get(status, ())
    return told | ({"headers": headed(*named)} if named else {})


def headed(*names: str) -> dict[str, Any]:
    """Describe headers of an answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


PROBLEMS: Final = {one[0]: _described(*one) for one in _REFUSALS}
