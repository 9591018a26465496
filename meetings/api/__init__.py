"""`/api/v1`: the same use cases for programs, described by `openapi.json` beside it."""

from threading import Lock
from typing import Any, Final

from flask import Flask, Response, current_app, json
from flask_smorest import Api, Blueprint

from meetings.api import (
    calendars,
    certificates,
    docs,
    imports,
    jobs,
    joint,
    meetings,
    organizers,
    people,
    plan,
    programmes,
    registrations,
    reports,
    slots,
    tokens,
    webhooks,
)
from meetings.api.access import note_last_use
from meetings.api.contacts import CONTACTS
from meetings.api.cop.blueprints import BLUEPRINTS as CONFERENCES
from meetings.api.description import completed, told_tags
from meetings.api.errors import problem_page, refused
from meetings.api.files import hold_body
from meetings.api.limits import count_stranger, refuse_token_in_address, tell_limit
from meetings.api.office import OFFICE
from meetings.api.participants import PARTICIPANTS

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    programmes.blueprint,
    slots.blueprint,
    registrations.blueprint,
    people.blueprint,
    reports.blueprint,
    plan.blueprint,
    imports.blueprint,
    certificates.blueprint,
    tokens.blueprint,
    *CONFERENCES,
    *CONTACTS,
    *OFFICE,
    meetings.blueprint,
    *PARTICIPANTS,
    calendars.blueprint,
    joint.blueprint,
    webhooks.blueprint,
    *organizers.BLUEPRINTS,
    jobs.blueprint,
)
for each in BLUEPRINTS:
    each.register_error_handler(Exception, refused)
    each.before_request(count_stranger)
    each.before_request(hold_body)
    each.after_request(note_last_use)
    each.after_request(tell_limit)
TOLD: Final = (
    "What the pages of Minamata Meetings can do, for programs. Whatever is published can be read by anybody; all else "
    "needs a token in the header `Authorization: Bearer …`. Refusals are `application/problem+json` with `title`, "
    "`detail` and `field`. Lists give `items` and `next`, the value of `after` for the next page. What can be edited "
    "carries a `revision` and an `ETag`; to change it, send that as `If-Match`."
)
SETTINGS: Final = {
    "API_TITLE": "Minamata Meetings",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}, "description": TOLD},
        "servers": [{"url": "/"}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    },
}


class ProblemApi(Api):
    """An API whose errors are problems, and which leaves the pages' errors alone.

    It is described when somebody first asks for the description, which takes longer than all else that starts an
    application.
    """

    def __init__(self, app: Flask) -> None:
        """Begin with nothing to describe."""
        self._app = app
        self._undescribed: list[Blueprint] = []
        self._describing = Lock()
        self._description: dict[str, Any] = {}
        super().__init__(app)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Register a blueprint under its own name."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def described(self) -> dict[str, Any]:
        """Give the description: OpenAPI 3.1."""
        with self._describing:
            while self._undescribed:
                blp = self._undescribed.pop(0)
                blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
                self.spec.tag({"name": blp.name, "description": blp.description})
            if not self._description:
                found = completed(self.spec.to_dict(), self._app)
                self._description = found | {"tags": told_tags(found)}
            return self._description

    def _openapi_json(self) -> Response:
        words = json.dumps(self.described(), indent=2, sort_keys=False)
        return current_app.response_class(words, mimetype="application/json")

    def _register_error_handlers(self) -> None:
        """Register nothing: `install` does, for these addresses only."""


def install(app: Flask) -> None:
    """Register the API."""
    app.config.from_mapping(SETTINGS)
    app.before_request(refuse_token_in_address)
    api = ProblemApi(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.register_blueprint(docs.blueprint)
    problem: Any = problem_page
    app.extensions["problem"] = problem
