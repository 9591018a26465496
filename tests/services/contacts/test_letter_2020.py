"""The letter MC/ES/2020/31 made again from its facts, in words of ours, sent to all Parties; and its correction."""

import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings.cli.imports import read_file
from meetings.domain.languages import direction
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.formats.contacts.letters import TEMPLATE, Setting, corrections, paper
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Mailbox, Session, Slot
from meetings.queries.contacts.letter_offices import governments, recipients
from meetings.queries.contacts.letters import LetterShown, letter
from meetings.queries.contacts.letters_old import old_letters
from meetings.services import slots
from meetings.services.contacts import letters
from meetings.services.contacts.letter_sending import send
from meetings.services.contacts.letters import LetterGiven
from tests.contacts import make_contact
from tests.letters import CLEARER, DRAFTER, SIGNATORY, SIGNER, revision

DATA = Path(__file__).parents[3] / "meetings" / "data"
NOW = datetime(2020, 9, 7, 8, 0, tzinfo=UTC)
SEASON = "minamata-online-2020"
SITE = "https://meetings.example.org"
BODIES = {
    "ar": (
        "تبدأ الأمانة سلسلة من {{sessions}} جلسة على الإنترنت في ثلاثة مسارات: {{streams}}.\n\n"
        "تُعقد الجلسة الأولى يوم {{first_session}}.\n\n{{calendar}}\n\n[التسجيل]({{registration}})"
    ),
    "en": (
        "The Secretariat opens a season of {{sessions_in_words}} online sessions in three streams: {{streams}}.\n\n"
        "The first session is on {{first_session}}. Some sessions are held twice on one day, for different time "
        "zones.\n\n{{calendar}}\n\nOne registers for each session on [the season's page]({{registration}})."
    ),
    "es": "Son {{sessions_in_words}} sesiones: {{streams}}.\n\n{{calendar}}\n\n[Inscripción]({{registration}})",
    "fr": (
        "Le Secrétariat ouvre une saison de {{sessions_in_words}} séances en ligne, en trois volets : {{streams}}.\n\n"
        "La première aura lieu le {{first_session}}.\n\n{{calendar}}\n\n[Inscription]({{registration}})"
    ),
    "ru": "Всего {{sessions_in_words}} заседаний: {{streams}}.\n\n{{calendar}}\n\n[Регистрация]({{registration}})",
    "zh": "共{{sessions_in_words}}场会议：{{streams}}。\n\n{{calendar}}\n\n[登记]({{registration}})",
}
SUBJECTS = {
    "ar": "بدء سلسلة جلسات على الإنترنت",
    "en": "Opening of a season of online sessions",
    "es": "Apertura de una serie de sesiones en línea",
    "fr": "Ouverture d’une saison de séances en ligne",
    "ru": "Начало серии онлайн-заседаний",
    "zh": "在线系列会议启动",
}
TEXTS = {one: {"subject": SUBJECTS[one], "body": BODIES[one]} for one in BODIES}
SPEAKS = {"CH": "fr", "SN": "fr", "JO": "ar", "CN": "zh", "BR": "es"}


@pytest.fixture
def season(database_sqlite: Any) -> list[str]:
    """Store the season of 2020, the list of Parties, and an invented channel for each Party of that day but two."""
    for path in (DATA / "seasons" / f"{SEASON}.json", DATA / "parties.json"):
        read_file(path.read_bytes(), path.stem)(NOW)
    codes = list(governments("parties", "minamata", NOW.date()))
    for code in codes[:-2]:
        office = {"country": code, "language": SPEAKS.get(code, "en"), "is_office": True}
        make_contact(f"Ministry of {code}", "official_channel", email=f"{code.lower()}@example.org", **office)
    for kind in ("focal_point", "mission_unep", "mission_geneva"):
        make_contact(f"{kind} CH", kind, email=f"{kind}-ch@example.org", country="CH", language="fr")
    failed = db.session.scalars(
        db.select(Mailbox).where(Mailbox.address == f"{codes[0].lower()}@example.org")
    )
    failed.one().failed_at = NOW
    db.session.commit()
    return codes


def given(**changes: Any) -> LetterGiven:
    return LetterGiven(
        series="MC/ES",
        texts=TEXTS,
        dated_on=date(2020, 9, 7),
        signatory=SIGNATORY,
        signatory_title="Executive Secretary",
        **changes,
    )


def signed(texts: dict[str, Any] | None = None) -> str:
    """Draft, clear and sign the letter; thirty went before it in its year."""
    letters.go_on_from("MC/ES", 2020, 30, NOW, SIGNER)
    letter_id = letters.draft(SEASON, "MC/ES", NOW, DRAFTER)
    letters.save(letter_id, given(), 1, NOW, DRAFTER)
    letters.clear(letter_id, 2, NOW, CLEARER)
    letters.sign(letter_id, 3, NOW, SIGNER)
    return letter_id


def setting() -> Setting:
    return Setting(SITE, "", NOW.date(), {})


def mails(app: Flask, at: datetime) -> dict[str, EmailMessage]:
    """Let two workers send all that is due; give the mails by whom they go to first."""
    for _time in range(6):
        tick_notices(app, at)
        tick_outbox(app, at)
    folder = Path(app.config["INSTANCE"]) / "mail"
    found = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in folder.glob("*.eml")]
    addresses = [one["To"].addresses[0].addr_spec for one in found]
    assert len(addresses) == len(set(addresses))
    return dict(zip(addresses, found, strict=True))  # type: ignore[arg-type]


def said_in(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().translate({0x2068: None, 0x2069: None})


def pdf_of(mail: EmailMessage) -> bytes:
    (found,) = [one for one in mail.walk() if one.get_content_type() == "application/pdf"]
    content: bytes = found.get_payload(decode=True)
    return content


def test_letter_of_2020_goes_to_every_party_once(app_sqlite: Flask, season: list[str]) -> None:
    letter_id = signed()
    assert letter(letter_id).symbol == "MC/ES/2020/31"
    assert (letter(letter_id).facts.sessions, len(letter(letter_id).facts.slots)) == (13, 19)
    assert send(letter_id, revision(letter_id), NOW, SIGNER) == len(season) - 3
    without = {one.country: one.reason for one in recipients(letter_id) if not one.to}
    assert without == {season[0]: "failed", season[-2]: "no_channel", season[-1]: "no_channel"}
    sent = mails(app_sqlite, NOW)
    assert len(sent) == len(season) - 3
    assert {one.state for one in recipients(letter_id) if one.to} == {"sent"}
    swiss = sent["ch@example.org"]
    assert swiss["To"] == "Ministry of CH <ch@example.org>"
    assert [one.addr_spec for one in swiss["Cc"].addresses] == [
        "focal_point-ch@example.org",
        "mission_unep-ch@example.org",
        "mission_geneva-ch@example.org",
    ]
    assert swiss["Subject"] == f"MC/ES/2020/31 : {SUBJECTS['fr']}"
    assert swiss["Cc"] is not None
    assert sent["ke@example.org" if "KE" in season else "ga@example.org"]["Cc"] is None
    words = said_in(pdf_of(swiss))
    for said in (
        "Réf. : MC/ES/2020/31",
        "7 septembre 2020",
        "treize séances",
        "mardi 15 septembre 2020",
        SIGNATORY,
    ):
        assert said in words
    (name,) = [one.get_filename() for one in swiss.walk() if one.get_filename()]
    assert name == "MC-ES-2020-31-fr.pdf"


@pytest.mark.usefixtures("season")
def test_paper_states_the_facts_in_each_language(app_sqlite: Flask) -> None:
    shown = letter(signed())
    for language in BODIES:
        check_paper(app_sqlite, shown, language)


def check_paper(app_sqlite: Flask, shown: LetterShown, language: str) -> None:
    data = paper(shown, language, setting())
    assert [one["kind"] for one in data["blocks"]].count("calendar") == 1
    (rows,) = [one["rows"] for one in data["blocks"] if one["kind"] == "calendar"]
    assert len(rows) == 13
    assert "{{" not in json.dumps({**data, "dated": ""})
    pdf = app_sqlite.extensions["outside"].typesetter.pdf(TEMPLATE, data)
    words = said_in(pdf)
    assert "MC/ES/2020/31" in words
    assert words.count("10:00") == 6
    assert data["draft"] == ""
    assert direction(language) == ("rtl" if language == "ar" else "ltr")
    if folder := os.environ.get("LETTERS_SEEN"):
        Path(folder, f"{language}.pdf").write_bytes(pdf)
    links = subprocess.run(
        ["pdfinfo", "-url", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert f"{SITE}/{language}/{SEASON}/" in links


@pytest.mark.usefixtures("season")
def test_draft_says_that_it_is_one(app_sqlite: Flask) -> None:
    letter_id = letters.draft(SEASON, "MC/ES", NOW, DRAFTER)
    odd = '<script>alert(1)</script> #include "x" $a$ *b* \u202eturned'
    texts = {"en": {"subject": odd, "body": BODIES["en"]}}
    letters.save(letter_id, given_with(texts), 1, NOW, DRAFTER)
    data = paper(letter(letter_id), "en", setting())
    words = said_in(app_sqlite.extensions["outside"].typesetter.pdf(TEMPLATE, data))
    assert "Ref: MC/ES Draft" in words
    assert '<script>alert(1)</script> #include "x" $a$ *b* turned' in " ".join(words.split())


def given_with(texts: dict[str, Any]) -> LetterGiven:
    return LetterGiven(series="MC/ES", texts=texts, signatory=SIGNATORY)


def move_first() -> Slot:
    """Move the first session from 15 to 17 September."""
    first = db.session.scalars(db.select(Slot).join(Session).order_by(Slot.starts_at)).first()
    assert first is not None
    slots.move(first.id, Move(first.local_start + timedelta(days=2)), first.revision, NOW, "user:1")
    return first


def corrected(letter_id: str) -> LetterShown:
    """Draft the correction as the desk does, in one act."""
    (old,) = old_letters(letter_id=letter_id)
    texts = corrections(letter(letter_id), list(old.times), setting())
    return letter(letters.draft_correction(letter_id, texts, NOW, DRAFTER))


def test_correction_names_old_and_new_and_goes_to_the_same_offices(
    app_sqlite: Flask, season: list[str]
) -> None:
    letter_id = signed()
    send(letter_id, revision(letter_id), NOW, SIGNER)
    before = mails(app_sqlite, NOW)
    slot_id = move_first().id
    assert [one.symbol for one in old_letters(slot_id=slot_id)] == ["MC/ES/2020/31"]
    drafted = corrected(letter_id)
    assert (drafted.state, drafted.corrects) == ("draft", (letter_id, "MC/ES/2020/31"))
    assert sorted(drafted.texts) == sorted(BODIES)
    data = paper(drafted, "en", setting())
    body = json.dumps(data["blocks"], ensure_ascii=False)
    for said in (
        "MC/ES/2020/31 of 7 September 2020",
        "Tuesday 15 September 2020, 14:00–15:30 (Geneva, UTC+2)",
        "Thursday 17 September 2020, 14:00–15:30 (Geneva, UTC+2)",
    ):
        assert said in body
    letters.clear(drafted.id, drafted.revision, NOW, CLEARER)
    assert letters.sign(drafted.id, revision(drafted.id), NOW, SIGNER) == "MC/ES/2020/32"
    assert old_letters(slot_id=slot_id) == []
    assert send(drafted.id, revision(drafted.id), NOW, SIGNER) == len(season) - 3
    lines = {one.country: (one.to, one.copies) for one in recipients(letter_id)}
    assert {one.country: (one.to, one.copies) for one in recipients(drafted.id)} == lines
    for _time in range(6):
        tick_notices(app_sqlite, NOW)
        tick_outbox(app_sqlite, NOW)
    folder = Path(app_sqlite.config["INSTANCE"]) / "mail"
    assert len(list(folder.glob("*.eml"))) == 2 * len(before)
