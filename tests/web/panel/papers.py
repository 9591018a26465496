"""A browser of somebody on a panel, proved or not, for tests of their papers."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.domain.devices import proof_of
from meetings.models import Assistant, Panelist
from tests.factories import KEYS, NOW
from tests.panels import panel_cookie, panel_link

BASE = "https://meetings.example.org"


@dataclass
class Browser:
    """A browser with the link of somebody on a panel, or of their assistant."""

    client: FlaskClient
    token: str
    bearer: str

    def path(self, rest: str = "", lang: str = "en") -> str:
        """Give an address below their page."""
        return f"/{lang}/speak/{self.token}{rest}"

    def get(self, rest: str = "", lang: str = "en", **sent: Any) -> TestResponse:
        """Show a page."""
        return self.client.get(self.path(rest, lang), base_url=BASE, **sent)

    def post(self, rest: str = "", data: Any = None, lang: str = "en", **sent: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(self.path(rest, lang), base_url=BASE, data=data or {}, **sent)

    def prove(self, generation: int = 1) -> "Browser":
        """Keep the proof that a code gives."""
        proof = proof_of(KEYS, self.bearer, generation, NOW)
        name = panel_cookie(self.bearer)
        self.client.set_cookie(name, proof, domain="meetings.example.org", secure=True)
        return self


def browser_of(app: Flask, of: Panelist | Assistant, programme_id: int = 1) -> Browser:
    """Give the browser of somebody who is stored; call it within the application."""
    link, token = panel_link(of, programme_id, KEYS)
    return Browser(app.test_client(), token, link.bearer)
