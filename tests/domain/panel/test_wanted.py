"""What is wanted of a panellist follows from what they said and from when their first coming time is."""

from datetime import datetime, timedelta

import pytest

from meetings.domain.panel.wanted import OnPanel, Thing, reminder_due, wanted_of
from tests.factories import NOW

DAY = timedelta(days=1)
START = NOW + 30 * DAY


def panel(state: str = "confirmed", role: str = "speaker", **changes: object) -> OnPanel:
    values = {
        "session": "topic",
        "starts_at": START,
        "is_affiliated": False,
        "unanswered": 2,
        "slides": None,
    } | changes
    return OnPanel(state=state, roles=frozenset((role,)), **values)  # type: ignore[arg-type]


def owed(*panels: OnPanel) -> list[str]:
    return [str(one.thing) for one in wanted_of(panels) if one.is_owed]


def test_an_answer_comes_before_all_else() -> None:
    (one,) = wanted_of([panel("invited", slides=False)])
    assert (one.thing, one.until, one.is_owed) == (Thing.ANSWER, START - 21 * DAY, True)


@pytest.mark.parametrize(
    ("role", "things"),
    [
        ("speaker", ["affiliation", "slides", "release"]),
        ("moderator", ["affiliation", "release"]),
        ("host", ["affiliation", "release"]),
        ("interpreter", ["release"]),
    ],
)
def test_what_is_owed_depends_on_the_role(role: str, things: list[str]) -> None:
    assert owed(panel(role=role, slides=False)) == things


def test_what_is_there_is_done_and_stands_last() -> None:
    found = wanted_of([panel(is_affiliated=True, slides=True)])
    assert [(one.thing, one.is_done) for one in found] == [
        (Thing.RELEASE, False),
        (Thing.ANSWER, True),
        (Thing.AFFILIATION, True),
        (Thing.SLIDES, True),
    ]


@pytest.mark.parametrize("changes", [{"state": "declined"}, {"starts_at": None}])
def test_nothing_is_wanted_of_who_declined_or_of_what_is_over(changes: dict[str, object]) -> None:
    assert wanted_of([panel(**changes)], [(Thing.PHOTO, False)]) == ()  # type: ignore[arg-type]


def test_optional_things_count_back_from_the_first_of_several_sessions() -> None:
    later = panel(session="later", starts_at=START + 9 * DAY)
    found = [one for one in wanted_of([later, panel()], [(Thing.BIOGRAPHY, False)]) if one.is_optional]
    assert [(one.thing, one.session, one.until, one.is_owed) for one in found] == [
        (Thing.BIOGRAPHY, "", START - 14 * DAY, False)
    ]


@pytest.mark.parametrize(
    ("at", "ahead"),
    [
        (START - 7 * DAY - timedelta(seconds=1), None),
        (START - 7 * DAY, 7),
        (START - 6 * DAY - timedelta(seconds=1), 7),
        (START - 6 * DAY, None),
        (START - 2 * DAY, 2),
        (START, None),
    ],
)
def test_reminders_are_a_week_and_two_days_before(at: datetime, ahead: int | None) -> None:
    assert reminder_due(START, at) == (ahead * DAY if ahead else None)
