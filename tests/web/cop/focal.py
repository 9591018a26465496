"""A browser of a focal point, proved or not, for tests of a delegation's page."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.domain.devices import proof_of
from meetings.models import Delegation, FocalPoint
from tests.cop import make_focal_point
from tests.factories import KEYS, NOW

BASE = "https://meetings.example.org"


@dataclass
class Browser:
    """A browser with the link of a focal point."""

    client: FlaskClient
    token: str
    point: str

    def path(self, rest: str = "", lang: str = "en") -> str:
        """Give an address of the delegation."""
        return f"/{lang}/delegation/{self.token}{rest}"

    def get(self, rest: str = "", lang: str = "en", **sent: Any) -> TestResponse:
        """Show a page."""
        return self.client.get(self.path(rest, lang), base_url=BASE, **sent)

    def post(self, rest: str = "", data: Any = None, lang: str = "en", **sent: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(self.path(rest, lang), base_url=BASE, data=data or {}, **sent)

    def prove(self, generation: int = 1) -> "Browser":
        """Keep the proof that a code gives."""
        proof = proof_of(KEYS, self.point, generation, NOW)
        self.client.set_cookie(f"device_{self.point}", proof, domain="meetings.example.org", secure=True)
        return self


def browser_of(app: Flask, delegation: Delegation, **changes: Any) -> Browser:
    """Give the browser of a focal point who is stored now."""
    point: FocalPoint
    point, token = make_focal_point(delegation, **changes)
    return Browser(app.test_client(), token, point.id)
