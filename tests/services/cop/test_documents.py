"""Documents of a conference are put there once, however often they are given."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.symbols import DocumentGiven, DocumentGroup
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models import AgendaItem, DocumentVersion, OfficialDocument
from meetings.services.cop.documents import DocumentsPut, put_documents
from tests.cop import make_conference
from tests.factories import NOW

DAY = timedelta(days=1)

GIVEN = (
    DocumentGiven(
        "UNEP/MC/COP.4/4",
        {"en": "Mercury-added products"},
        ("products",),
        segment="1",
        original="en",
        addresses={"en": "https://example.org/4-en.pdf"},
        marks={"title": "sourced"},
    ),
    DocumentGiven("UNEP/MC/COP.4/INF/13", {}, group=DocumentGroup.INFORMATION),
)


def conference_with_an_item() -> int:
    programme = make_conference()
    db.session.add(
        AgendaItem(programme_id=programme.id, slug="products", title={"en": "Products"}, updated_at=NOW)
    )
    db.session.commit()
    return programme.id


def test_documents_are_put_once(app: Flask) -> None:
    with app.app_context():
        programme = conference_with_an_item()
        assert put_documents(programme, GIVEN, NOW) == DocumentsPut(new=2)
        assert put_documents(programme, GIVEN, NOW + DAY) == DocumentsPut(same=2)
        rows = db.session.scalars(select(OfficialDocument).order_by(OfficialDocument.symbol)).all()
        assert [(one.symbol, one.group, one.distribution, one.revision) for one in rows] == [
            ("UNEP/MC/COP.4/4", "official", "general", 1),
            ("UNEP/MC/COP.4/INF/13", "information", "general", 1),
        ]
        assert [one.slug for one in rows[0].items] == ["products"]
        assert [(one.language, one.version, one.address) for one in rows[0].versions] == [
            ("en", 1, "https://example.org/4-en.pdf")
        ]
        assert rows[0].marks == {"title": "sourced", "group": "inferred", "distribution": "inferred"}
        assert rows[1].marks == {"distribution": "inferred"}


def test_what_changed_is_written_and_an_address_is_a_version_of_its_own(app: Flask) -> None:
    with app.app_context():
        programme = conference_with_an_item()
        put_documents(programme, GIVEN, NOW)
        given = DocumentGiven(
            "unep/mc/cop.4/4", {"en": "Products"}, addresses={"en": "https://example.org/4-en-2.pdf"}
        )
        assert put_documents(programme, [given], NOW + DAY) == DocumentsPut(changed=1)
        row = db.session.scalars(
            select(OfficialDocument).where(OfficialDocument.base == "unep/mc/cop.4/4")
        ).one()
        assert (row.title, row.revision, row.items, row.segment_id) == ({"en": "Products"}, 2, [], None)
        assert db.session.scalars(
            select(DocumentVersion.version).order_by(DocumentVersion.version)
        ).all() == [1, 2]


def test_item_that_the_agenda_does_not_have_is_refused_and_nothing_is_stored(app: Flask) -> None:
    with app.app_context():
        programme = conference_with_an_item()
        with pytest.raises(NotFound):
            put_documents(programme, [GIVEN[1], DocumentGiven("X/1", {}, ("no-such-item",))], NOW)
        assert db.session.scalars(select(OfficialDocument)).all() == []
