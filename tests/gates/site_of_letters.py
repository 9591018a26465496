"""What official letters add to the site with one of everything."""

from datetime import datetime
from typing import Any

from meetings.extensions import db
from meetings.models import LetterRecipient, OfficialLetter
from meetings.services.contacts import letters
from meetings.services.contacts.letters import LetterGiven

TEXTS = {"en": {"subject": "Sessions", "body": "On {{session:topic}}.\n\n{{calendar}}"}}
LINE = {
    "person": 0,
    "kind": "official_channel",
    "name": "Office",
    "address": "office@example.org",
    "office": True,
}


def put(site: Any, rows: int, now: datetime) -> None:
    """Sign a letter for each row, and send the first to a government for each, which nobody carries."""
    ids = []
    for number in range(rows):
        letter_id = letters.draft("season", "MC/ES", now, "user:1")
        given = LetterGiven(series="MC/ES", texts=TEXTS, signatory=f"Signatory {number}")
        letters.save(letter_id, given, 1, now, "user:1")
        letters.clear(letter_id, 2, now, "user:2")
        letters.sign(letter_id, 3, now, "user:3")
        ids.append(letter_id)
    for number in range(rows):
        line = {
            "letter_id": ids[0],
            "country": f"X{number}",
            "language": "en",
            "to": [LINE],
            "copies": [LINE],
        }
        db.session.add(LetterRecipient(**line, refused=[]))
    sent = db.session.get_one(OfficialLetter, ids[0])
    sent.state, sent.sent_at, sent.sent_by = "sent", now, "user:3"
    db.session.commit()
    site.names["letter_id"] = ids[0]
    site.within["/pdf/<language>"] = {"language": "en"}
