"""Phrases that staff chose, and sending at rest, as they reach people; on both stores."""

from datetime import timedelta

import pytest

from meetings.domain.errors import Stale, UnknownPlaceholder
from meetings.domain.phrases import Phrases
from meetings.extensions import db
from meetings.models import Audit, MailPhrases
from meetings.services.phrases import go_on, put_phrases, rest
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import MINUTE, World, parts, world

__all__ = ["world"]
OWN = Phrases("Bienvenue : {title}", "Inscription de {name}", "Ouverture à {opens}.\n{unused_is_refused}")


def test_chosen_phrases_are_sent_in_their_language_only(world: World) -> None:
    _topic, (first, _second) = make_topic()
    with pytest.raises(UnknownPlaceholder):
        put_phrases("registered", "fr", OWN, revision=0, now=NOW, actor="user:1")
    own = Phrases(OWN.subject, OWN.heading, "Ouverture à {opens}.")
    put_phrases("registered", "fr", own, revision=0, now=NOW, actor="user:1")
    register_somebody(first, name="Eve www.evil.example", email="eve@example.org", language="fr")
    register_somebody(first, name="Ada Example", email="ada@example.org", language="en")
    mails = {str(mail["Content-Language"]): mail for mail in world.tick(NOW)}
    assert mails["fr"]["Subject"] == "Bienvenue : Session topic (en anglais)"
    for words in parts(mails["fr"])[:2]:
        assert "Inscription de \u2068Eve www. evil. example\u2069" in words
        assert "Ouverture à 11:45." in words
        assert "12:00–13:30" in words  # times, links and entries stay ours
    assert mails["en"]["Subject"] == "Thu 26 November, 12:00 Nairobi: Session topic"


def test_stale_phrases_are_refused_and_ours_can_be_taken_again(world: World) -> None:
    put_phrases("registered", "en", Phrases("a", "b", "c"), revision=0, now=NOW, actor="user:1")
    with pytest.raises(Stale):
        put_phrases("registered", "en", Phrases("d", "e", "f"), revision=0, now=NOW, actor="user:2")
    db.session.rollback()
    put_phrases("registered", "en", None, revision=1, now=NOW, actor="user:1")
    assert db.session.query(MailPhrases).count() == 0
    assert [one.actor for one in db.session.query(Audit).filter_by(act="phrases")] == ["user:1", "user:1"]
    make_topic()
    register_somebody(language="en")
    assert str(world.tick(NOW)[0]["Subject"]).startswith("Thu 26 November")


def test_nothing_leaves_while_sending_rests(world: World) -> None:
    _topic, (first, _second) = make_topic()
    rest(NOW, "user:1")
    rest(NOW, "user:2")
    register_somebody(first)
    assert world.tick(NOW) == []
    go_on(NOW + timedelta(hours=1), "user:1")
    assert len(world.tick(NOW + timedelta(hours=1) + MINUTE)) == 1
