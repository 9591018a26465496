"""A browser of a panellist or an assistant, proved or not, for tests of their page."""

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
    """A browser with a link of purpose `speak`."""

    client: FlaskClient
    token: str
    bearer: str

    def path(self, rest: str = "", lang: str = "en") -> str:
        """Give an address of the panel."""
        return f"/{lang}/speak/{self.token}{rest}"

    def get(self, rest: str = "", lang: str = "en") -> TestResponse:
        """Show a page."""
        return self.client.get(self.path(rest, lang), base_url=BASE)

    def post(self, lang: str = "en", **data: Any) -> TestResponse:
        """Send a form of the page."""
        return self.client.post(self.path("", lang), base_url=BASE, data=data)

    def prove(self, generation: int = 1) -> "Browser":
        """Keep the proof that a code gives."""
        proof = proof_of(KEYS, self.bearer, generation, NOW)
        self.client.set_cookie(panel_cookie(self.bearer), proof, domain="meetings.example.org", secure=True)
        return self


def browser_of(app: Flask, of: Panelist | Assistant, programme_id: int) -> Browser:
    """Give a browser with the link of somebody, not proved yet."""
    link, token = panel_link(of, programme_id, KEYS)
    return Browser(app.test_client(), token, link.bearer)
