"""The documents of a conference stand by item, with what was added to them; who is accredited has what is for them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.symbols import DocumentGiven
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import AudienceGiven
from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    OfficialDocument,
    ParticipationMeeting,
    PartyStatus,
    Programme,
    Session,
    Viewer,
)
from meetings.queries.cop.document_rights import delegate
from meetings.queries.cop.documents import Family, documents_of, file_to_serve, papers, programme_of_papers
from meetings.services.cop import badges
from meetings.services.cop.document_desk import DocumentTyped, add_document
from meetings.services.cop.documents import put_documents
from tests.cop import (
    OPENING,
    make_body,
    make_conference,
    make_delegation,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW, make_session

X = "UNEP/MC/COP.6"


def conference_with_papers() -> Programme:
    programme = make_conference()
    item = {"programme_id": programme.id, "updated_at": NOW}
    db.session.add_all(
        [
            AgendaItem(slug="products", number="4(a)", title={"en": "Products"}, position=1, **item),
            AgendaItem(slug="opening", number="1", title={"en": "Opening"}, position=0, **item),
        ]
    )
    db.session.commit()
    at = {"en": "https://example.org/en", "fr": "https://example.org/fr"}
    given = [
        DocumentGiven(f"{X}/10", {"en": "Ten"}, ("products",), addresses=at),
        DocumentGiven(f"{X}/9", {"en": "Nine"}, ("products",)),
        DocumentGiven(f"{X}/9/Add.1", {"en": "Nine, addendum"}),
        DocumentGiven(f"{X}/9/Rev.1", {"en": "Nine, revised"}),
        DocumentGiven(f"{X}/INF/1", {"en": "List"}),
    ]
    put_documents(programme.id, given, NOW)
    return programme


def names(families: tuple[Family, ...]) -> list[tuple[str, list[str]]]:
    return [
        (
            str(one.head.symbol and one.head.symbol.printed),
            [str(each.symbol and each.symbol.printed) for each in one.others],
        )
        for one in families
    ]


def test_papers_stand_by_item_with_their_families(app: Flask) -> None:
    with app.app_context():
        conference_with_papers()
        found = papers(programme_of_papers("cop"), lambda stands: stands.is_public(NOW))
        assert [(one.slug, names(one.families)) for one in found.items] == [
            ("opening", []),
            ("products", [(f"{X}/9/Rev.1", [f"{X}/9", f"{X}/9/Add.1"]), (f"{X}/10", [])]),
        ]
        assert names(found.others) == [(f"{X}/INF/1", [])]
        nine = found.items[1].families[0]
        assert [one.superseded_by for one in nine.others] == [f"{X}/9/Rev.1", None]
        ten = found.items[1].families[1].head
        assert sorted(ten.files) == ["en", "fr"]
        assert found.count == 5


def test_programme_that_is_not_published_has_no_papers(app: Flask) -> None:
    with app.app_context():
        make_conference("hidden", published=False)
        for slug in ("hidden", "none"):
            with pytest.raises(NotFound):
                programme_of_papers(slug)


def test_what_is_closed_or_under_embargo_is_not_shown(app: Flask) -> None:
    with app.app_context():
        programme = conference_with_papers()
        make_session(programme, "group", audience="parties")
        add = {"title": {"en": "A paper"}}
        add_document("cop", DocumentTyped("X/1", audience=AudienceGiven("participants"), **add), NOW, "u")
        add_document(
            "cop", DocumentTyped("X/2", audience=AudienceGiven("public"), meeting="group", **add), NOW, "u"
        )
        later = {"embargo_until": NOW + timedelta(hours=1)}
        add_document("cop", DocumentTyped("X/3", audience=AudienceGiven("public"), **add, **later), NOW, "u")
        shown = programme_of_papers("cop")
        found = papers(shown, lambda stands: stands.is_public(NOW))
        assert found.count == 5
        found = papers(shown, lambda stands: stands.is_public(NOW + timedelta(hours=1)))
        assert found.count == 6
        db.session.scalars(select(Session)).one().audience = "public"
        db.session.commit()
        assert papers(shown, lambda stands: stands.is_public(NOW)).count == 6


def accredited(
    state: str = "accredited", *, code: str = "KE", since: date | None = date(2017, 12, 20)
) -> tuple[int, int]:
    """Store a conference and a delegate; give the numbers of the person and the conference."""
    programme = make_conference()
    delegation = make_delegation(programme, make_state(code, since=since))
    nominee = make_nominee(delegation, segments_of(programme)[0], state=state)
    return nominee.person_id, programme.id


@pytest.mark.parametrize(
    ("state", "is_somebody"),
    [
        ("nominated", False),
        ("letter_checked", False),
        ("accredited", True),
        ("badge_issued", True),
        ("checked_in", True),
        ("revoked", False),
        ("withdrawn", False),
    ],
)
def test_only_who_is_accredited_is_somebody(app: Flask, state: str, is_somebody: bool) -> None:
    with app.app_context():
        who = delegate(*accredited(state))
        assert bool(who.parts) is is_somebody
        if is_somebody:
            assert (who.parts[0].party, who.parts[0].region) == ("KE", "africa")


@pytest.mark.parametrize(
    ("since", "is_party"), [(OPENING, True), (OPENING + timedelta(days=1), False), (None, False)]
)
def test_standing_is_that_of_the_opening_day(app: Flask, since: date | None, is_party: bool) -> None:
    with app.app_context():
        person, programme = accredited(since=since)
        db.session.add(
            PartyStatus(
                party_code="KE", treaty="basel", status="party", starts_on=date(1990, 1, 1), source=""
            )
        )
        db.session.commit()
        assert delegate(person, programme).parts[0].party == ("KE" if is_party else None)


def test_observer_has_no_party_and_is_named_by_documents_and_meetings(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        session = make_session(programme, "bureau", audience="named")
        nominee = make_nominee(
            make_delegation(programme, make_body()), segments_of(programme)[0], state="accredited"
        )
        part = nominee.participations[0]
        db.session.add(ParticipationMeeting(participation_id=part.id, session_id=session.id))
        db.session.add_all(
            [Viewer(subject=one, person_id=nominee.person_id) for one in ("paper:3", "document:4")]
        )
        db.session.commit()
        who = delegate(nominee.person_id, programme.id)
        assert (who.parts[0].party, who.parts[0].region, who.named) == (None, None, frozenset([3]))
        assert who.is_sent_to(session.id)
        assert delegate(nominee.person_id, make_conference("other").id).parts == ()


def test_file_is_found_by_name_language_and_version(app: Flask) -> None:
    with app.app_context():
        programme = conference_with_papers()
        again = [
            DocumentGiven(f"{X}/10", {"en": "Ten"}, ("products",), addresses={"en": "https://example.org/2"})
        ]
        put_documents(programme.id, again, NOW)
        name = db.session.scalars(
            select(OfficialDocument.name).where(OfficialDocument.symbol == f"{X}/10")
        ).one()
        found = file_to_serve(name, "en")
        assert (found.address, found.is_last, found.is_published) == ("https://example.org/2", True, True)
        first = file_to_serve(name, "en", 1)
        assert (first.address, first.is_last) == ("https://example.org/en", False)
        for wrong in ((name, "ru", None), (name, "en", 3), ("none", "en", None)):
            with pytest.raises(NotFound):
                file_to_serve(*wrong)


def test_documents_take_the_same_questions_however_many(
    app_sqlite: Flask, count_queries: Callable[[], Any]
) -> None:
    with app_sqlite.app_context():
        programme = conference_with_papers().id
        with count_queries() as few:
            documents_of(programme)
        put_documents(programme, [DocumentGiven(f"X/{one}", {"en": "More"}) for one in range(40)], NOW)
        db.session.rollback()
        with count_queries() as many:
            assert len(documents_of(programme)) == 45
        assert len(few) == len(many) == 4


def test_suspended_badge_closes_its_segment(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        one = make_nominee(make_delegation(programme, make_state()), first, second, state="accredited")
        code = badges.issue(one.participations[0].id, NOW, "user:1")
        badges.suspend(code, "Misuse", NOW, "user:1")
        assert [part.segment_id for part in delegate(one.person_id, programme.id).parts] == [second.id]
        badges.lift(code, "Cleared", NOW, "user:1")
        assert len(delegate(one.person_id, programme.id).parts) == 2
