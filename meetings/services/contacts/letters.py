"""Official letters: drafted, cleared by somebody else, signed with a number of their own, or given up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.contacts.letter_facts import Facts, ProgrammeSaid, resolve
from meetings.domain.contacts.letter_texts import check_texts, whole
from meetings.domain.contacts.letters import (
    COPIES,
    SIGNATORY_LENGTH,
    LetterAct,
    LetterState,
    after,
    changed_titles,
    check_clearing,
    check_copies,
    check_series,
    check_whom,
    symbol,
)
from meetings.domain.contacts.letters_errors import (
    LetterOutOfDate,
    NoText,
    NothingToCorrect,
    NumberGiven,
    TimesChanged,
)
from meetings.domain.registrations import check_line
from meetings.domain.zones import to_local
from meetings.extensions import db, insert_new, transaction
from meetings.models.contacts.letters import LetterCounter, LetterSlot, OfficialLetter
from meetings.models.programmes import Programme
from meetings.queries.api_tokens import people_behind
from meetings.queries.contacts.letters import stated_of, times_of
from meetings.queries.contacts.letters_old import old_letters
from meetings.services.audit import note

MOST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class LetterGiven:
    """A letter as typed."""

    series: str
    texts: Mapping[str, Mapping[str, str]]
    dated_on: date | None = None
    signatory: str = ""
    signatory_title: str = ""
    whom: str = "parties"
    copies: tuple[str, ...] = field(default=tuple(str(one) for one in COPIES))
    instead: bool = False


def draft(programme: str, series: str, now: datetime, actor: str) -> str:
    """Begin a letter, and give its id; it has the signatory of the one before.

    Raises: NotFound; NotASeries.
    """
    kept = check_series(series)
    with transaction():
        found = db.session.scalar(select(Programme).where(Programme.slug == programme))
        if found is None:
            raise errors.NotFound()
        before = db.session.scalar(
            select(OfficialLetter)
            .where(OfficialLetter.signed_at.is_not(None))
            .order_by(OfficialLetter.signed_at.desc())
            .limit(1)
        )
        row = _new(found.id, kept, now, actor)
        row.copies = [str(one) for one in COPIES]
        if before is not None:
            row.signatory, row.signatory_title = before.signatory, before.signatory_title
        db.session.add(row)
        db.session.flush()
        after_facts = {"series": kept, "programme": programme}
        note(now, actor, "letter.draft", f"letter:{row.id}", after=after_facts)
        return row.id


def _new(programme_id: int, series: str, now: datetime, actor: str) -> OfficialLetter:
    return OfficialLetter(
        programme_id=programme_id, series=series, made_at=now, made_by=actor, written_by=actor, updated_at=now
    )


def save(letter_id: str, given: LetterGiven, revision: int, now: datetime, actor: str) -> None:
    """Keep a draft as it was typed; a letter that is cleared or signed is not edited.

    Raises: NotFound; NotInThisState; Stale; NotASeries, NotAChoice, TooLong, NotOneLine, UnknownPlaceholder,
    CalendarApart, with the field.
    """
    with transaction():
        row = hold(letter_id, LetterAct.SAVE, revision)
        times = times_of(row.programme_id)
        kept = {
            "series": check_series(given.series),
            "texts": check_texts(
                given.texts, list(dict.fromkeys(one.session for one in times)), [one.slot_id for one in times]
            ),
            "dated_on": given.dated_on,
            "signatory": check_line(given.signatory, "signatory", SIGNATORY_LENGTH) or "",
            "signatory_title": check_line(given.signatory_title, "signatory_title", SIGNATORY_LENGTH) or "",
            "whom": str(check_whom(given.whom)),
            "copies": check_copies(given.copies),
            "instead": given.instead,
        }
        changed = {name: value for name, value in kept.items() if getattr(row, name) != value}
        if not changed:
            return
        before = {name: _plain(getattr(row, name)) for name in changed} | {"revision": row.revision}
        for name, value in changed.items():
            setattr(row, name, value)
        row.written_by = actor
        touch(row, now)
        after_facts = {name: _plain(value) for name, value in changed.items()}
        note(now, actor, "letter.save", f"letter:{row.id}", before=before, after=after_facts)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def clear(letter_id: str, revision: int, now: datetime, actor: str) -> None:
    """Clear a letter, or look at one again that was cleared: the times it states are frozen as they stand.

    Raises: NotFound; NotInThisState; Stale; OwnLetter; NoText; NoTimeToState.
    """
    with transaction():
        row = hold(letter_id, LetterAct.CLEAR, revision)
        check_clearing(people_behind(row.written_by), people_behind(actor))
        if not whole(row.texts):
            raise NoText()
        freeze(row)
        row.state, row.cleared_at, row.cleared_by = LetterState.CLEARED, now, actor
        touch(row, now)
        note(now, actor, "letter.clear", f"letter:{row.id}", after={"times": _versions(row)})


def freeze(row: OfficialLetter) -> None:
    """Write down what a letter states as it stands; call it within a transaction."""
    facts = _facts(row)
    db.session.execute(delete(LetterSlot).where(LetterSlot.letter_id == row.id))
    db.session.expire(row, ["slots"])
    row.facts = facts.as_stored()
    for one in facts.slots:
        db.session.add(
            LetterSlot(
                letter_id=row.id,
                slot_id=one.slot_id,
                version=one.version,
                session=one.session,
                title=dict(one.title),
                stream=dict(one.stream),
                starts_at=one.starts_at,
                local_start=one.local_start,
                zone=one.zone,
                minutes=one.minutes,
                state=one.state,
            )
        )
    db.session.flush()
    db.session.expire(row, ["slots"])


def _versions(row: OfficialLetter) -> dict[str, int]:
    return {one.slot_id: one.version for one in row.slots}


def _facts(row: OfficialLetter) -> Facts:
    return resolve(row.texts, _programme(row), times_of(row.programme_id))


def _programme(row: OfficialLetter) -> ProgrammeSaid:
    found = db.session.get_one(Programme, row.programme_id)
    return ProgrammeSaid(found.slug, found.title, found.place, found.zone)


def reopen(letter_id: str, revision: int, now: datetime, actor: str) -> None:
    """Make a cleared letter a draft again.

    Raises: NotFound; NotInThisState; Stale.
    """
    with transaction():
        row = hold(letter_id, LetterAct.REOPEN, revision)
        row.state, row.cleared_at, row.cleared_by = LetterState.DRAFT, None, None
        touch(row, now)
        note(now, actor, "letter.reopen", f"letter:{row.id}")


def sign(letter_id: str, revision: int, now: datetime, actor: str) -> str:
    """Sign a letter, and give its symbol: the next number of its series and year, which no other letter gets.

    Without a date it is dated the day of signing, where the programme is held. What it states must stand as it was
    cleared; of two who sign at once, one is refused.
    Raises: NotFound; NotInThisState; Stale; Missing (signatory); TimesChanged; NoTimeToState.
    """
    with transaction():
        row = hold(letter_id, LetterAct.SIGN, revision)
        if not row.signatory:
            raise errors.Missing(field="signatory")
        check_unchanged(row)
        zone = db.session.get_one(Programme, row.programme_id).zone
        row.dated_on = row.dated_on or to_local(now, zone).date()
        row.year = row.dated_on.year
        row.number = _next_number(row.series, row.year)
        row.state, row.signed_at, row.signed_by = LetterState.SIGNED, now, actor
        touch(row, now)
        shown = symbol(row.series, row.year, row.number)
        note(now, actor, "letter.sign", f"letter:{row.id}", after={"symbol": shown, "times": _versions(row)})
        return shown


def check_unchanged(row: OfficialLetter) -> None:
    """Refuse a letter of which something it states is another than when it was cleared.

    Raises: TimesChanged, or LetterOutOfDate where it is signed; NoTimeToState.
    """
    now = _facts(row)
    titles = changed_titles(stated_of(row), now.slots)
    stands = now.as_stored()
    if not titles and any(row.facts.get(name, said) != said for name, said in stands.items()):
        titles = [db.session.get_one(Programme, row.programme_id).title]
    if titles:
        refusal = LetterOutOfDate if row.state == LetterState.SIGNED else TimesChanged
        raise refusal(titles=[dict(one) for one in titles])


def _next_number(series: str, year: int) -> int:
    row = _counter(series, year)
    row.last += 1
    db.session.flush()
    return row.last


def _counter(series: str, year: int) -> LetterCounter:
    """Hold the counter of a series and year; whoever else signs waits here."""
    wanted = insert_new(LetterCounter).values(series=series, year=year, last=0)
    db.session.execute(wanted.on_conflict_do_nothing())
    return db.session.scalars(
        select(LetterCounter)
        .where(LetterCounter.series == series, LetterCounter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def go_on_from(series: str, year: int, last: int, now: datetime, actor: str) -> None:
    """Say which number was given last elsewhere, so that the next letter gets the one after it.

    Raises: NotASeries; NotANumber; NumberGiven, where that number or a later one was given here.
    """
    kept = check_series(series)
    if not 0 <= last <= MOST_NUMBER:
        raise errors.NotANumber(field="last", least=0, most=MOST_NUMBER)
    if not 1900 <= year <= 2100:
        raise errors.NotANumber(field="year", least=1900, most=2100)
    with transaction():
        row = _counter(kept, year)
        if last < row.last:
            raise NumberGiven(field="last", last=row.last)
        if last == row.last:
            return
        before = {"last": row.last}
        row.last = last
        note(now, actor, "letter.number", f"letters:{kept}/{year}", before=before, after={"last": last})


def void(letter_id: str, revision: int, now: datetime, actor: str) -> None:
    """Give a letter up; one that was signed keeps its number, and is sent to nobody.

    Raises: NotFound; NotInThisState; Stale.
    """
    with transaction():
        row = hold(letter_id, LetterAct.VOID, revision)
        row.state, row.voided_at, row.voided_by = LetterState.VOID, now, actor
        touch(row, now)
        note(now, actor, "letter.void", f"letter:{row.id}")


def draft_correction(
    letter_id: str, texts: Mapping[str, Mapping[str, str]], now: datetime, actor: str
) -> str:
    """Draft the letter that puts an earlier one right, to the same To and Cc; give its id, or that of one that waits.

    Takes: its texts, which name each time as it was stated and as it stands.
    Raises: NotFound; NothingToCorrect.
    """
    with transaction():
        row = db.session.scalar(
            select(OfficialLetter).where(OfficialLetter.id == letter_id).with_for_update()
        )
        if row is None:
            raise errors.NotFound()
        found = old_letters(letter_id=letter_id)
        if not found:
            raise NothingToCorrect()
        if found[0].correction:
            return found[0].correction
        times = times_of(row.programme_id)
        new = _new(row.programme_id, row.series, now, actor)
        new.texts = check_texts(texts, [one.session for one in times], [one.slot_id for one in times])
        new.signatory, new.signatory_title = row.signatory, row.signatory_title
        new.whom, new.copies, new.instead, new.corrects_id = row.whom, list(row.copies), row.instead, row.id
        db.session.add(new)
        db.session.flush()
        old = [one.stated.slot_id for one in found[0].times]
        note(now, actor, "letter.correct", f"letter:{new.id}", after={"corrects": row.id, "times": old})
        return new.id


def hold(letter_id: str, act: LetterAct, revision: int) -> OfficialLetter:
    """Hold a letter for an act.

    Raises: NotFound; NotInThisState; Stale.
    """
    row = db.session.scalar(select(OfficialLetter).where(OfficialLetter.id == letter_id).with_for_update())
    if row is None:
        raise errors.NotFound()
    after(row.state, act)
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def touch(row: OfficialLetter, now: datetime) -> None:
    """Count a change of a letter."""
    row.revision, row.updated_at = row.revision + 1, now
