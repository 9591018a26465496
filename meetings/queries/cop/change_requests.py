"""What delegations ask to have changed, with the values they ask for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.codes import RequestState
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.extensions import db
from meetings.models.cop.delegations import ChangeRequest, Nomination
from meetings.models.keys import PersonKey

SEALED: Final = "sealed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a change; `values` are those asked for, empty once it is decided or its person erased."""

    id: str
    delegation_id: str
    nomination_id: str | None
    kind: str
    values: dict[str, Any]
    why: str
    state: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    revision: int

    @property
    def is_open(self) -> bool:
        """Say whether nobody has decided it."""
        return self.state == RequestState.OPEN

    @property
    def nominee(self) -> Nominee:
        """Give the person asked for, with what is not asked for left empty."""
        return nominee_of(self.values)


def nominee_of(values: dict[str, Any]) -> Nominee:
    """Give a nominee of values as they are stored."""
    said = {name: value for name, value in values.items() if name not in ("lists", "wishes")}
    wishes = (
        Wish(int(one["segment"]), one["mode"], one["rights"], tuple(one["meetings"]))
        for one in values.get("wishes", ())
    )
    return Nominee(**{"name": "", **said}, lists=tuple(values.get("lists", ())), wishes=tuple(wishes))


def values_of(given: Nominee, names: Collection[str]) -> dict[str, Any]:
    """Give a nominee as values that can be stored, as far as they are named."""
    found: dict[str, Any] = {
        name: list(given.lists) if name == "lists" else getattr(given, name)
        for name in names
        if name != "wishes"
    }
    if "wishes" in names:
        found["wishes"] = [
            {"segment": one.segment_id, "mode": one.mode, "rights": one.rights, "meetings": [*one.meetings]}
            for one in given.wishes
        ]
    return found


def requests_of(delegation_id: str) -> list[Asked]:
    """Give all that a delegation asked for, the latest first."""
    wanted = select(ChangeRequest).where(ChangeRequest.delegation_id == delegation_id)
    return opened(db.session.scalars(wanted.order_by(ChangeRequest.asked_at.desc(), ChangeRequest.id)))


def opened(rows: Iterable[ChangeRequest]) -> list[Asked]:
    """Give requests with their values unsealed, by two questions however many they are."""
    found = list(rows)
    keys = _keys({one.nomination_id for one in found if one.nomination_id and SEALED in one.values})
    return [
        Asked(
            id=one.id,
            delegation_id=one.delegation_id,
            nomination_id=one.nomination_id,
            kind=one.kind,
            values=_unsealed(one.values, keys.get(one.nomination_id or "")),
            why=one.why or "",
            state=one.state,
            asked_at=one.asked_at,
            asked_by=one.asked_by,
            decided_at=one.decided_at,
            decided_by=one.decided_by,
            reason=one.reason or "",
            revision=one.revision,
        )
        for one in found
    ]


def _keys(nomination_ids: Collection[str]) -> dict[str, PersonKey]:
    if not nomination_ids:
        return {}
    rows = db.session.execute(
        select(Nomination.id, PersonKey)
        .join(PersonKey, PersonKey.person_id == Nomination.person_id)
        .where(Nomination.id.in_(nomination_ids))
        .options(raiseload("*"))
    )
    return {row[0]: row[1] for row in rows}


def _unsealed(values: dict[str, Any], key: PersonKey | None) -> dict[str, Any]:
    if SEALED not in values:
        return values
    try:
        opened_values: dict[str, Any] = key.open(values[SEALED]) if key else {}
    except InvalidToken:
        return {}
    return opened_values
