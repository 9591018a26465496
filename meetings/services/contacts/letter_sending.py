"""Sending an official letter: one mail a government with To and Cc to be seen, noted once however often it is tried."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.letter_texts import whole
from meetings.domain.contacts.letters import OUT, LetterAct, LetterState
from meetings.domain.contacts.letters_errors import LetterOutOfDate, NobodyToWriteTo
from meetings.domain.zones import to_local
from meetings.extensions import db, transaction
from meetings.models.contacts.letters import LetterRecipient, OfficialLetter
from meetings.models.messages import Notice
from meetings.models.programmes import Programme
from meetings.queries.contacts.letter_offices import (
    Government,
    OfficeShown,
    addressed,
    governments,
    offices_again,
    recipients,
)
from meetings.queries.contacts.letters import subject_of
from meetings.services.audit import note
from meetings.services.contacts.letters import check_unchanged, hold, touch


def would_go_to(
    corrects_id: str | None, whom: str, treaty: str, on: date, *, copies: Iterable[str], instead: bool
) -> list[Government]:
    """Say to whom each government's copy of a letter goes on a day.

    A correction goes to the same To and Cc as the letter it corrects, at the addresses they have now; where that letter
    reached nobody, to whoever holds the roles.
    """
    chosen = list(copies)
    fresh = addressed(governments(whom, treaty, on), chosen, on, instead=instead)
    earlier = {one.country: one for one in recipients(corrects_id)} if corrects_id else {}
    if not earlier:
        return fresh
    lines = {
        (int(line["person"]), str(line["kind"]))
        for one in earlier.values()
        for line in (*one.to, *one.copies)
    }
    again = offices_again(lines)
    found = []
    for one in fresh:
        before = earlier.get(one.country)
        if before is None or not before.to:
            found.append(one)
            continue
        seen = set[str]()
        to = _same(before.to, again, seen)
        if not any(each.works for each in to):
            found.append(one)  # who got it is written to no more: their successor is
            continue
        works, copied = tuple(each for each in to if each.works), _same(before.copies, again, seen)
        found.append(
            Government(
                one.country,
                one.names,
                works,
                tuple(each for each in copied if each.works),
                None if not before.is_instead else one.reason,
                before.is_instead,
            )
        )
    return found


def _same(
    lines: Iterable[object], again: dict[tuple[int, str], OfficeShown], seen: set[str]
) -> list[OfficeShown]:
    """Give who was on a line as they are reached now, each address once."""
    found = []
    for line in lines:
        assert isinstance(line, dict)
        one = again.get((int(line["person"]), str(line["kind"])))
        if one is not None and one.address.lower() not in seen:
            seen.add(one.address.lower())
            found.append(one)
    return found


def send(letter_id: str, revision: int, now: datetime, actor: str) -> int:
    """Send a signed letter: write down each government's To and Cc, and make one notice each; give how many.

    What it states must stand as it was signed, and no signed correction may have taken its place.
    Raises: NotFound; NotInThisState, also where it was sent already; Stale; LetterOutOfDate; NoTimeToState;
    NobodyToWriteTo.
    """
    with transaction():
        row = hold(letter_id, LetterAct.SEND, revision)
        check_unchanged(row)
        _check_uncorrected(row)
        programme = db.session.get_one(Programme, row.programme_id)
        on = to_local(now, programme.zone).date()
        found = would_go_to(
            row.corrects_id, row.whom, programme.treaty, on, copies=row.copies, instead=row.instead
        )
        reached = [one for one in found if one.to]
        if not reached:
            raise NobodyToWriteTo()
        languages = whole(row.texts)
        for one in found:
            db.session.add(_recipient(row, one, languages))
        db.session.add_all(_notice(row, one, now) for one in reached)
        row.state, row.sent_at, row.sent_by = LetterState.SENT, now, actor
        touch(row, now)
        facts = {"governments": len(reached), "without": [one.country for one in found if not one.to]}
        note(now, actor, "letter.send", f"letter:{row.id}", after=facts)
        return len(reached)


def _check_uncorrected(row: OfficialLetter) -> None:
    """Refuse a letter that a signed one corrects: two would state other times than each other.

    Raises: LetterOutOfDate.
    """
    corrections = select(OfficialLetter).where(
        OfficialLetter.corrects_id == row.id, OfficialLetter.state.in_(OUT)
    )
    found = db.session.scalars(corrections).all()
    if found:
        raise LetterOutOfDate(titles=[dict(one.title) for each in found for one in each.slots])


def language_of(wanted: str, languages: list[str]) -> str:
    """Give the language a government's copy is in: theirs, else English, else the first the letter has."""
    return next(one for one in (wanted, "en", *languages) if one in languages)


def _recipient(row: OfficialLetter, one: Government, languages: list[str]) -> LetterRecipient:
    return LetterRecipient(
        letter_id=row.id,
        country=one.country,
        person_id=one.to[0].person_id if one.to else None,
        language=language_of(one.language, languages),
        to=[each.as_stored() for each in one.to],
        copies=[each.as_stored() for each in one.copies],
        reason=str(one.reason) if one.reason else None,
        is_instead=one.is_instead,
        refused=[],
    )


def _notice(row: OfficialLetter, one: Government, now: datetime) -> Notice:
    return Notice(
        kind=str(NoticeKind.LETTER),
        person_id=one.to[0].person_id,
        subject=subject_of(row.id),
        occasion=one.country,
        due_at=now,
        created_at=now,
    )
