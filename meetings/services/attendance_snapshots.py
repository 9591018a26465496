"""Who people were when they were somewhere, as their rows of attendance keep it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from meetings.extensions import store
from meetings.models.people import Person
from meetings.models.registrations import Registration
from meetings.queries.cop.delegates import delegates_of_session

SNAPSHOT: Final = ("country", "category", "organization", "function", "language")
WAS: Final = ("registration_id", *SNAPSHOT)
Snapshot = tuple[str | None, ...]
UNKNOWN: Final[Snapshot] = (None,) * len(WAS)
OF_PERSON: Final = ("country", "category", "organization", "language")
AT_ONCE: Final = 1_000


def snapshots(people: set[int], session_id: int) -> dict[int, Snapshot]:
    """Give who people were, in the order of `WAS`: as they registered for the session, else as they are known.

    Of a meeting of a conference delegates are who they are in their delegation.
    """
    found: dict[int, Snapshot] = {}
    for some in pieces(sorted(people)):
        known = [getattr(Person, name) for name in OF_PERSON]
        for row in store(select(Person.id, *known).where(Person.id.in_(some))):
            found[row.id] = (None, row.country, row.category, row.organization, None, row.language)
    columns = [getattr(Registration, name) for name in SNAPSHOT]
    registered = (
        select(Registration.person_id, Registration.id, *columns)
        .where(Registration.session_id == session_id)
        .order_by(Registration.ended_at.is_(None), Registration.created_at)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in store(registered):
        if row.person_id in people:
            pairs = zip(tuple(row)[1:], found[row.person_id], strict=True)
            found[row.person_id] = tuple(one if one is not None else known for one, known in pairs)
    for one in delegates_of_session(session_id):
        if one.person_id in people and found[one.person_id][0] is None:
            found[one.person_id] = (
                None,
                one.country,
                one.category,
                one.organization,
                one.function,
                one.language,
            )
    return found


def pieces(every: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Give some hundreds at a time of what a statement names one by one."""
    for begin in range(0, len(every), AT_ONCE // 2):
        yield every[begin : begin + AT_ONCE // 2]
