"""Which official letters went to somebody, for what is stored of them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select

from meetings.domain.contacts.letters import symbol
from meetings.extensions import db
from meetings.models.contacts.letters import LetterRecipient, OfficialLetter


def names_any(people: Collection[int]) -> ColumnElement[bool]:
    """Hold lines of letters to those that name any of some people in To or Cc."""
    return or_(
        *(
            cast(column, String).contains(f'"person": {number},', autoescape=True)
            for column in (LetterRecipient.to, LetterRecipient.copies)
            for number in people
        )
    )


def letters_of(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give the letters that went to somebody, in which role, for which country, and at which address."""
    rows = db.session.execute(
        select(LetterRecipient, OfficialLetter)
        .join(OfficialLetter, OfficialLetter.id == LetterRecipient.letter_id)
        .where(names_any([person_id]))
        .order_by(OfficialLetter.sent_at, LetterRecipient.letter_id, LetterRecipient.country)
    )
    return {
        "official_letters": [
            {
                "letter": symbol(letter.series, letter.year, letter.number),
                "sent_at": letter.sent_at,
                "for": row.country,
                "as": line["kind"],
                "name": line["name"],
                "address": line["address"],
            }
            for row, letter in rows
            for line in (*row.to, *row.copies)
            if line["person"] == person_id
        ]
    }
