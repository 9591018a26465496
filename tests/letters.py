"""Official letters for tests: Parties with a channel and those who get copies, and letters in every state."""

from datetime import date, datetime, timedelta
from typing import Any

from meetings.extensions import db
from meetings.models import Contact, Party, PartyStatus
from meetings.queries.contacts.letters import letter
from meetings.services.contacts import letters
from meetings.services.contacts.letters import LetterGiven
from tests.contacts import make_contact
from tests.factories import NOW

DRAFTER, CLEARER, SIGNER = "user:101", "user:102", "user:103"
SIGNATORY = "Invented Secretary"
BODY = (
    "We invite you to {{sessions_in_words}} sessions, the first on {{first_session}}.\n\n{{calendar}}\n\n"
    "Please [register here]({{registration}})."
)
TEXTS = {"en": {"subject": "Sessions of {{programme}}", "body": BODY}}


def make_parties(**names: str) -> None:
    """Store States that are Parties, by code."""
    for code, name in names.items():
        db.session.add(Party(code=code, kind="state", names={"en": name}, updated_at=NOW))
        db.session.flush()
        status = {"treaty": "minamata", "status": "party", "starts_on": date(2017, 8, 16), "source": "test"}
        db.session.add(PartyStatus(party_code=code, **status))
    db.session.commit()


def make_channel(country: str, *, copies: bool = True, language: str = "en") -> Contact:
    """Store a Party's channel, with a focal point and a mission that get copies."""
    low = country.lower()
    office = {"country": country, "language": language}
    channel = make_contact(
        f"Ministry of {country}",
        "official_channel",
        email=f"channel-{low}@example.org",
        is_office=True,
        **office,
    )
    if copies:
        make_contact(f"Focal Point of {country}", "focal_point", email=f"focal-{low}@example.org", **office)
        mission = {"email": f"mission-{low}@example.org", "is_office": True}
        make_contact(f"Mission of {country}", "mission_unep", **mission, **office)
    return channel


def given(**changes: Any) -> LetterGiven:
    """Give a letter as typed."""
    values = {
        "series": "MC/ES",
        "texts": TEXTS,
        "signatory": SIGNATORY,
        "signatory_title": "Executive Secretary",
    }
    return LetterGiven(**(values | changes))


def make_letter(state: str = "draft", programme: str = "season", now: datetime = NOW, **changes: Any) -> str:
    """Store a letter, brought as far as said."""
    letter_id = letters.draft(programme, "MC/ES", now, DRAFTER)
    letters.save(letter_id, given(**changes), 1, now, DRAFTER)
    acts = {"cleared": letters.clear, "signed": letters.sign}
    wanted = ("cleared", "signed")[: ("draft", "cleared", "signed").index(state)]
    for number, one in enumerate(wanted):
        acts[one](letter_id, revision(letter_id), now + timedelta(minutes=number), (CLEARER, SIGNER)[number])
    return letter_id


def revision(letter_id: str) -> int:
    """Give the revision that a page would show."""
    return letter(letter_id).revision
