"""The journal of what staff do: one function writes it, and seals what it says of people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from meetings.domain.journal import is_personal, sealed_as
from meetings.extensions import db, insert_new
from meetings.models.journal import Audit
from meetings.models.keys import PersonKey, new_key

Facts = Mapping[str, Any]
NOTHING: Final[dict[str, Any]] = {}


def note(
    now: datetime,
    actor: str,
    act: str,
    subject: str,
    *,
    before: Facts = NOTHING,
    after: Facts = NOTHING,
    person_id: int | None = None,
) -> None:
    """Note an act of staff, with what was before and after; call it within the transaction of the act.

    Takes: whom the facts are about; their personal values are sealed by a key that erasing destroys.
    """
    key = key_of(person_id) if person_id is not None and _says_something(before, after) else None
    row = Audit(at=now, actor=actor, act=act, subject=subject)
    row.before, row.after = _sealed(before, key), _sealed(after, key)
    db.session.add(row)


def _says_something(*sides: Facts) -> bool:
    return any(
        is_personal(name) and value not in (None, "", []) for one in sides for name, value in one.items()
    )


def key_of(person_id: int) -> PersonKey:
    """Give a person's key, made now where there is none; of two at once, both get the same."""
    values = {"person_id": person_id, "key": new_key()}
    db.session.execute(insert_new(PersonKey).values(**values).on_conflict_do_nothing())
    return db.session.get_one(PersonKey, person_id)


def _sealed(facts: Facts, key: PersonKey | None) -> dict[str, Any]:
    return {
        name: sealed_as(key.person_id, key.seal(value))
        if key and is_personal(name) and value not in (None, "", [])
        else value
        for name, value in facts.items()
    }
