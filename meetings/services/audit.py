"""The journal of what staff do: one function writes it, and seals what it says of people."""

from collections.abc import Collection, Mapping
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
    texts: Collection[str] = (),
) -> None:
    """Note an act of staff, with what was before and after; call it within the transaction of the act.

    Takes: whom the facts are about; their personal values are sealed by a key that erasing destroys, and so are
    `texts`, the names of facts in which anything may be said of them.
    """
    key = key_of(person_id) if person_id is not None and _says_something(texts, before, after) else None
    row = Audit(at=now, actor=actor, act=act, subject=subject)
    row.before, row.after = _sealed(before, key, texts), _sealed(after, key, texts)
    db.session.add(row)


def _says_something(texts: Collection[str], *sides: Facts) -> bool:
    return any(_is_sealed(name, value, texts) for one in sides for name, value in one.items())


def _is_sealed(name: str, value: Any, texts: Collection[str]) -> bool:
    return (is_personal(name) or name in texts) and value not in (None, "", [])


def key_of(person_id: int) -> PersonKey:
    """Give a person's key, made now where there is none; of two at once, both get the same."""
    values = {"person_id": person_id, "key": new_key()}
    db.session.execute(insert_new(PersonKey).values(**values).on_conflict_do_nothing())
    return db.session.get_one(PersonKey, person_id)


def _sealed(facts: Facts, key: PersonKey | None, texts: Collection[str]) -> dict[str, Any]:
    return {
        name: sealed_as(key.person_id, key.seal(value)) if key and _is_sealed(name, value, texts) else value
        for name, value in facts.items()
    }
