"""Staff write documents down, put versions there that stay, close and withdraw them; a stale save is told so."""

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.documents_errors import NotASymbol, SymbolTaken
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.errors import NotAChoice, NotFound, Stale
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.recording_errors import NobodyKnown, NothingToShow
from meetings.extensions import db
from meetings.models import AgendaItem, Audit, DocumentVersion, OfficialDocument, Programme, Session, Viewer
from meetings.services.cop import document_desk as services
from meetings.services.cop.document_desk import DocumentTyped, VersionTyped
from meetings.services.programmes import delete_session
from tests.cop import make_conference, make_reachable
from tests.factories import NOW, make_session

PUBLIC = AudienceGiven("public")
FILE = FileGiven("papers/one", "application/pdf", 2_000, "d" * 64, "one.pdf")


def typed(symbol: str = "UNEP/MC/COP.6/4", **changes: object) -> DocumentTyped:
    values: dict[str, object] = {"title": {"en": "A paper"}, "audience": PUBLIC, "items": ("one",)}
    return DocumentTyped(symbol, **(values | changes))  # type: ignore[arg-type]


def conference() -> Programme:
    programme = make_conference()
    item = {"programme_id": programme.id, "title": {"en": "An item"}, "updated_at": NOW}
    db.session.add_all([AgendaItem(slug="one", **item), AgendaItem(slug="two", **item)])
    db.session.commit()
    return programme


def test_document_is_written_down_and_changed(app: Flask) -> None:
    with app.app_context():
        before = conference().changes
        name = services.add_document("cop", typed(), NOW, "user:1")
        services.change_document(
            "cop", name, typed(items=("two",), group="outcome", segment="2"), 1, NOW, "user:1"
        )
        row = db.session.scalars(select(OfficialDocument)).one()
        assert (row.symbol, row.group, row.distribution, row.revision) == (
            "UNEP/MC/COP.6/4",
            "outcome",
            "general",
            2,
        )
        assert [one.slug for one in row.items] == ["two"]
        assert db.session.scalars(select(Programme.changes)).one() == before + 2
        acts = db.session.execute(select(Audit.act, Audit.subject)).all()
        assert [tuple(one) for one in acts] == [
            ("paper.add", f"document:cop/papers/{name}"),
            ("paper.change", f"document:cop/papers/{name}"),
        ]


def test_versions_are_added_and_never_overwritten(app: Flask) -> None:
    with app.app_context():
        conference()
        name = services.add_document("cop", typed(), NOW, "user:1")
        assert services.put_version("cop", name, VersionTyped("fr", file=FILE), 1, NOW, "user:1") == 1
        assert (
            services.put_version("cop", name, VersionTyped("fr", "https://example.org/f"), 2, NOW, "user:1")
            == 2
        )
        assert services.put_version("cop", name, VersionTyped("en", file=FILE), 3, NOW, "user:1") == 1
        rows = db.session.scalars(
            select(DocumentVersion).order_by(DocumentVersion.language, DocumentVersion.version)
        ).all()
        assert [(one.language, one.version, one.file, one.address) for one in rows] == [
            ("en", 1, "papers/one", None),
            ("fr", 1, "papers/one", None),
            ("fr", 2, None, "https://example.org/f"),
        ]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (typed("not <a> symbol"), NotASymbol),
        (typed("unep/mc/cop.6/4"), SymbolTaken),
        (typed("X/1", items=("three",)), NotAChoice),
        (typed("X/1", segment="9"), NotAChoice),
        (typed("X/1", meeting="none"), NotAChoice),
        (typed("X/1", original="xx"), NotAChoice),
        (typed("X/1", group="xx"), NotAChoice),
        (typed("X/1", audience=AudienceGiven("named", people=("nobody@example.org",))), NobodyKnown),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    app: Flask, given: DocumentTyped, refusal: type[Exception]
) -> None:
    with app.app_context():
        conference()
        services.add_document("cop", typed(), NOW, "user:1")
        with pytest.raises(refusal):
            services.add_document("cop", given, NOW, "user:1")
        assert len(db.session.scalars(select(OfficialDocument)).all()) == 1


def test_stale_save_is_told_so(app: Flask) -> None:
    with app.app_context():
        conference()
        name = services.add_document("cop", typed(), NOW, "user:1")
        services.change_document("cop", name, typed(title={"en": "Theirs"}), 1, NOW, "user:2")
        for act in (
            lambda: services.change_document("cop", name, typed(title={"en": "Mine"}), 1, NOW, "user:1"),
            lambda: services.put_version("cop", name, VersionTyped("en", file=FILE), 1, NOW, "user:1"),
            lambda: services.withdraw("cop", name, "Why", 1, NOW, "user:1"),
            lambda: services.put_back("cop", name, 1, NOW, "user:1"),
        ):
            with pytest.raises(Stale):
                act()
        assert db.session.scalars(select(OfficialDocument.title)).one() == {"en": "Theirs"}


def test_withdrawing_needs_a_reason_and_can_be_taken_back(app: Flask) -> None:
    with app.app_context():
        conference()
        name = services.add_document("cop", typed(), NOW, "user:1")
        with pytest.raises(ReasonNeeded):
            services.withdraw("cop", name, " ", 1, NOW, "user:1")
        services.withdraw("cop", name, "Issued by mistake", 1, NOW, "user:1")
        assert db.session.scalars(select(OfficialDocument.withdrawn_why)).one() == "Issued by mistake"
        services.put_back("cop", name, 2, NOW, "user:1")
        assert db.session.scalars(select(OfficialDocument.withdrawn_at)).one() is None


def test_version_needs_a_file_or_an_address_and_a_document_of_this_conference(app: Flask) -> None:
    with app.app_context():
        conference()
        make_conference("other")
        name = services.add_document("cop", typed(), NOW, "user:1")
        with pytest.raises(NothingToShow):
            services.put_version("cop", name, VersionTyped("en"), 1, NOW, "user:1")
        with pytest.raises(NotFound):
            services.put_version("other", name, VersionTyped("en", file=FILE), 1, NOW, "user:1")


def test_named_people_are_kept_and_a_document_whose_meeting_goes_is_closed(app: Flask) -> None:
    with app.app_context():
        programme = conference()
        make_session(programme, "group", state="draft", audience="parties")
        somebody = make_reachable("Ada Example", "ada@example.org")
        name = services.add_document("cop", typed(meeting="group"), NOW, "user:1")
        secret = AudienceGiven("named", people=("ada@example.org",))
        services.change_document("cop", name, typed(meeting="group", audience=secret), 1, NOW, "user:1")
        assert db.session.scalars(select(Viewer.person_id)).all() == [somebody]
        services.change_document("cop", name, typed(meeting="group"), 2, NOW, "user:1")
        assert db.session.scalars(select(Viewer.person_id)).all() == []
        delete_session("cop", "group", db.session.scalars(select(Session.revision)).one(), NOW, "user:1")
        row = db.session.scalars(select(OfficialDocument)).one()
        assert (row.session_id, row.audience) == (None, "named")
