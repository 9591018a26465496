"""Whoever tries the demonstration gets a focal point's link with a code; a real delegation is never opened so."""

from flask import Flask

from meetings.queries.cop.focal_points import focal_of
from meetings.services.cop.demonstration_delegation import focal_link
from meetings.services.cop.devices import prove
from tests.cop import make_conference, make_delegation, make_focal_point, make_state
from tests.factories import KEYS, NOW


def test_demonstration_gives_a_link_and_a_code_that_proves_a_device(app: Flask) -> None:
    with app.app_context():
        make_conference(demonstration=True), make_state()
        assert focal_link("cop", NOW, KEYS) is None
        found = focal_link("cop", NOW, KEYS, party="KE")
        assert found is not None
        token, code = found
        focal = focal_of(token, KEYS)
        assert (focal.point.name, focal.delegation.party_code) == ("Invented Focal Point", "KE")
        prove(focal, code, NOW, KEYS)
        again = focal_link("cop", NOW, KEYS)
        assert again is not None
        assert again[0] == token
        assert again[1] != code


def test_real_conference_gives_none(app: Flask) -> None:
    with app.app_context():
        make_focal_point(make_delegation(make_conference(), make_state()))
        assert focal_link("cop", NOW, KEYS) is None
        assert focal_link("none", NOW, KEYS) is None
