"""Rules of official letters: states, who clears, symbols, texts with places, and to whom a government's letter goes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.contacts.letter_texts import Block, Piece, blocks, check_texts, pieces, places_in, whole
from meetings.domain.contacts.letters import (
    LetterAct,
    LetterState,
    Office,
    Unreached,
    acts_in,
    address,
    after,
    changed_titles,
    check_clearing,
    check_copies,
    check_series,
    symbol,
)
from meetings.domain.contacts.letters_errors import (
    CalendarApart,
    NotASeries,
    NotInThisState,
    OwnLetter,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHANNEL, MISSION = "official_channel", "mission_unep"


@dataclass(frozen=True)
class Said:
    """A time as a letter states it."""

    slot_id: str
    title: dict[str, str]
    starts_at: datetime = NOW
    minutes: int = 60
    zone: str = "UTC"
    is_off: bool = False


def office(number: int, kind: str, mail: str | None = None, *, works: bool = True) -> Office:
    """Give somebody a letter may go to."""
    return Office(number, kind, f"{number}@example.org" if mail is None else mail, works)


def test_letter_goes_from_draft_to_sent_and_no_other_way() -> None:
    state = LetterState.DRAFT
    for act in (LetterAct.SAVE, LetterAct.CLEAR, LetterAct.CLEAR, LetterAct.SIGN, LetterAct.SEND):
        state = after(state, act)
    assert state == LetterState.SENT
    assert acts_in(LetterState.SENT) == frozenset()
    assert acts_in(LetterState.SIGNED) == {LetterAct.SEND, LetterAct.VOID}


@pytest.mark.parametrize("state", [LetterState.SIGNED, LetterState.SENT, LetterState.VOID])
@pytest.mark.parametrize("act", [LetterAct.SAVE, LetterAct.CLEAR, LetterAct.REOPEN, LetterAct.SIGN])
def test_signed_letter_is_never_edited_or_signed_again(state: LetterState, act: LetterAct) -> None:
    with pytest.raises(NotInThisState) as refusal:
        after(state, act)
    assert refusal.value.values == {"state": str(state)}


def test_letter_is_cleared_by_somebody_else() -> None:
    check_clearing({"user:1"}, {"user:2"})
    with pytest.raises(OwnLetter):
        check_clearing({"user:1"}, {"user:1", "token:a"})


def test_symbol_has_a_number_only_once_it_is_given() -> None:
    assert symbol("MC/ES", 2020, 31) == "MC/ES/2020/31"
    assert symbol("MC/ES", None, None) == "MC/ES"
    assert check_series(" mc/cop5 ") == "MC/COP5"


@pytest.mark.parametrize("typed", ["", "MC//ES", "/MC", "MC ES", "MC/<b>", "M" * 41])
def test_series_of_other_signs_is_refused(typed: str) -> None:
    with pytest.raises(NotASeries):
        check_series(typed)


def test_copies_are_in_the_order_of_letters() -> None:
    assert check_copies(["mission_geneva", "focal_point"]) == ["focal_point", "mission_geneva"]
    with pytest.raises(errors.NotAChoice):
        check_copies(["press"])


def test_changes_since_clearing_name_what_moved_went_and_came() -> None:
    stays, moves, goes, comes = (Said(one, {"en": one}) for one in ("stays", "moves", "goes", "comes"))
    later = replace(moves, starts_at=NOW + timedelta(days=2))
    found = changed_titles([stays, moves, goes], [stays, later, comes])
    assert found == [{"en": "moves"}, {"en": "goes"}, {"en": "comes"}]
    assert changed_titles([stays], [replace(stays, is_off=True)]) == [{"en": "stays"}]
    assert changed_titles([stays], [stays]) == []


def test_government_is_written_to_at_both_of_two_channels_with_copies_once() -> None:
    both = [office(1, CHANNEL), office(2, CHANNEL)]
    copies = [office(3, "focal_point"), office(4, MISSION, "1@EXAMPLE.org"), office(5, "mission_geneva")]
    found = address([*both, *copies], ["focal_point", MISSION], missions_instead=False)
    assert [one.person_id for one in found.to] == [1, 2]
    assert [one.person_id for one in found.copies] == [3]
    assert found.reason is None


@pytest.mark.parametrize(
    ("offices", "reason"),
    [
        ([], Unreached.NO_CHANNEL),
        ([office(1, CHANNEL, "", works=False)], Unreached.NO_MAILBOX),
        ([office(1, CHANNEL, works=False)], Unreached.FAILED),
    ],
)
def test_government_without_working_channel_is_told_why(offices: list[Office], reason: Unreached) -> None:
    found = address([*offices, office(9, MISSION)], [MISSION], missions_instead=False)
    assert (found.to, found.copies, found.reason) == ((), (), reason)
    instead = address([*offices, office(9, MISSION)], [MISSION], missions_instead=True)
    assert ([one.person_id for one in instead.to], instead.copies) == ([9], ())
    assert (instead.reason, instead.is_instead) == (reason, True)


def test_text_is_taken_apart_into_paragraphs_lists_links_and_calendar() -> None:
    body = "Dear all,\nsee [the page](https://example.org/a) now.\n\n{{calendar}}\n\n- {{sessions}} of them\n- two"
    assert blocks(body) == [
        Block(
            "text",
            (Piece("Dear all, see "), Piece("the page", address="https://example.org/a"), Piece(" now.")),
        ),
        Block("calendar"),
        Block("item", (Piece(place="sessions"), Piece(" of them"))),
        Block("item", (Piece("two"),)),
    ]
    assert pieces("[here]({{registration}})") == (Piece("here", place="registration"),)


def test_unknown_place_is_refused_with_its_name_and_the_known_ones() -> None:
    with pytest.raises(errors.UnknownPlaceholder) as refusal:
        check_texts({"fr": {"subject": "S", "body": "{{session:nowhere}}"}}, ["topic"], [])
    assert refusal.value.field == "body-fr"
    assert refusal.value.values["value"] == "{{session:nowhere}}"
    assert "{session:topic}" in refusal.value.values["known"]  # type: ignore[operator]


@pytest.mark.parametrize("body", ["{{", "a }} b", "{{calendar", "{{}}", "{{ {x} }}"])
def test_half_a_place_is_refused(body: str) -> None:
    with pytest.raises(errors.UnknownPlaceholder):
        check_texts({"en": {"subject": "S", "body": body}}, [], [])


def test_calendar_stands_alone_and_never_in_a_subject() -> None:
    with pytest.raises(CalendarApart):
        check_texts({"en": {"subject": "S", "body": "See {{calendar}} here"}}, [], [])
    with pytest.raises(errors.UnknownPlaceholder):
        check_texts({"en": {"subject": "{{calendar}}", "body": "B"}}, [], [])


def test_subject_keeps_what_looks_like_markup_and_loses_what_turns_it() -> None:
    odd = '<script>alert(1)</script> #include "x" $a$ \u202eturned'
    kept = check_texts({"en": {"subject": odd, "body": "B"}}, [], [])
    assert kept["en"]["subject"] == odd.replace("\u202e", "")
    with pytest.raises(errors.NotOneLine):
        check_texts({"en": {"subject": "a\nb", "body": "B"}}, [], [])


def test_languages_with_subject_and_text_are_whole() -> None:
    kept = check_texts(
        {"en": {"subject": "S", "body": "{{first_session}}"}, "fr": {"subject": "", "body": "B"}, "es": {}},
        [],
        [],
    )
    assert list(kept) == ["en", "fr"]
    assert whole(kept) == ["en"]
    assert places_in(kept) == {"first_session"}
