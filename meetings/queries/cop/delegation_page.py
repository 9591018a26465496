"""All that a focal point sees of their own delegation: people with what is awaited, letters, credentials, requests."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import SessionState
from meetings.domain.cop.codes import GONE, LetterState
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.tracks import Awaited, From, Track, awaits
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import (
    Credentials,
    Delegation,
    Identity,
    Letter,
    Nomination,
    Participation,
    TrackEvent,
)
from meetings.models.programmes import Session
from meetings.queries.cop.change_requests import Asked, requests_of
from meetings.queries.cop.focal_letters import Words, whose_of

# For these somebody is sent by name; see `services/cop/naming`.
BY_NAME: Final = ("named", "body", "region")
SAID: Final = (P.RETURNED, P.WITHDRAWN, P.REFUSED, P.REVOKED)


@dataclass(frozen=True, slots=True)
class PartShown:
    """Somebody's part in a segment: where it stands since when, what is awaited from whom, and the reason given."""

    segment: Segment
    mode: str
    rights: str
    state: str
    since: datetime
    reason: str
    awaited: Awaited
    whom: From
    meetings: tuple[int, ...]

    @property
    def is_there(self) -> bool:
        """Say whether they still take part."""
        return self.state not in GONE


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person of a delegation; `replaces` and `replaced_by` are names, of passport and photo only when they came."""

    row: Nomination
    parts: tuple[PartShown, ...]
    replaces: str = ""
    replaced_by: str = ""
    passport_at: datetime | None = None
    photo_at: datetime | None = None

    @property
    def whom(self) -> From:
        """Say who acts next: whoever delegates before anybody else, and nobody where all is done or over."""
        there = [one.whom for one in self.parts if one.is_there]
        order = (From.DELEGATION, From.SECRETARIAT, From.CONFERENCE)
        return next((one for one in order if one in there), From.NOBODY)

    @property
    def is_there(self) -> bool:
        """Say whether they take part in any segment."""
        return any(one.is_there for one in self.parts)


@dataclass(frozen=True, slots=True)
class DelegationPage:
    """A delegation as its focal point sees it."""

    id: str
    whose: Words
    category: str
    quota: int | None
    reopened_until: datetime | None
    reopened_why: str
    segments: tuple[Segment, ...]
    people: tuple[PersonShown, ...]
    letters: tuple[Letter, ...]
    credentials: tuple[Credentials, ...]
    requests: tuple[Asked, ...]
    meetings: dict[int, tuple[Session, ...]]

    @property
    def letter(self) -> Letter | None:
        """Give the letter that counts."""
        return self.letters[-1] if self.letters else None

    def taken(self, segment_id: int) -> int:
        """Say how many are named for a segment."""
        return sum(
            part.is_there and part.segment.id == segment_id for one in self.people for part in one.parts
        )

    def person(self, nomination_id: str) -> PersonShown | None:
        """Give somebody of the delegation."""
        return next((one for one in self.people if one.row.id == nomination_id), None)


def delegation_page(delegation: Delegation) -> DelegationPage:
    """Give a delegation, by ten questions however many people it has."""
    segments = segments_of(delegation.programme_id)
    letters = db.session.scalars(
        select(Letter).where(Letter.delegation_id == delegation.id).order_by(Letter.version)
    ).all()
    has_letter = bool(letters) and letters[-1].state in (LetterState.RECEIVED, LetterState.ACCEPTED)
    return DelegationPage(
        id=delegation.id,
        whose=whose_of(delegation),
        category=delegation.category,
        quota=delegation.quota,
        reopened_until=delegation.reopened_until,
        reopened_why=delegation.reopened_why or "",
        segments=segments,
        people=_people(delegation.id, segments, has_letter=has_letter),
        letters=tuple(letters),
        credentials=tuple(
            db.session.scalars(
                select(Credentials)
                .where(Credentials.delegation_id == delegation.id)
                .order_by(Credentials.segment_id)
                .options(raiseload("*"))
            )
        ),
        requests=tuple(requests_of(delegation.id)),
        meetings=_meetings(segments),
    )


def segments_of(programme_id: int) -> tuple[Segment, ...]:
    """Give the segments of a conference in their order."""
    wanted = select(Segment).where(Segment.programme_id == programme_id).options(raiseload("*"))
    return tuple(db.session.scalars(wanted.order_by(Segment.position, Segment.id)))


def letter_of(delegation_id: str, version: int) -> Letter | None:
    """Give a version of a delegation's letter."""
    return db.session.scalar(
        select(Letter).where(Letter.delegation_id == delegation_id, Letter.version == version)
    )


def _people(delegation_id: str, segments: Iterable[Segment], *, has_letter: bool) -> tuple[PersonShown, ...]:
    rows = db.session.scalars(
        select(Nomination)
        .where(Nomination.delegation_id == delegation_id)
        .order_by(Nomination.position, Nomination.created_at, Nomination.id)
        .options(selectinload(Nomination.participations).selectinload(Participation.meetings), raiseload("*"))
    ).all()
    by_id = {one.id: one for one in segments}
    names = {one.id: one.name for one in rows}
    followed = {one.replaces_id: one.name for one in rows if one.replaces_id}
    reasons = _reasons([part for one in rows for part in one.participations])
    identities = {
        one.nomination_id: one
        for one in db.session.scalars(select(Identity).where(Identity.nomination_id.in_(names)))
    }
    found = []
    for one in rows:
        identity = identities.get(one.id)
        found.append(
            PersonShown(
                row=one,
                parts=tuple(
                    _part(part, by_id[part.segment_id], reasons, has_letter=has_letter)
                    for part in sorted(one.participations, key=lambda each: by_id[each.segment_id].position)
                ),
                replaces=names.get(one.replaces_id or "", ""),
                replaced_by=followed.get(one.id, ""),
                passport_at=identity.given_at if identity and identity.sealed else None,
                photo_at=identity.photo_at if identity and identity.photo else None,
            )
        )
    return tuple(found)


def _part(one: Participation, segment: Segment, reasons: dict[str, str], *, has_letter: bool) -> PartShown:
    awaited, whom = awaits(Track.PARTICIPATION, one.state, has_letter=has_letter)
    return PartShown(
        segment=segment,
        mode=one.mode,
        rights=one.rights,
        state=one.state,
        since=one.state_since,
        reason=reasons.get(one.id, ""),
        awaited=awaited,
        whom=whom,
        meetings=tuple(sorted(each.session_id for each in one.meetings)),
    )


def _reasons(parts: Collection[Participation]) -> dict[str, str]:
    """Give why those stand where they do of whom that is said: the last move's reason."""
    asked = [one.id for one in parts if one.state in SAID]
    if not asked:
        return {}
    rows = db.session.execute(
        select(TrackEvent.subject, TrackEvent.reason)
        .where(TrackEvent.track == Track.PARTICIPATION, TrackEvent.subject.in_(asked))
        .order_by(TrackEvent.id)
    )
    return {row[0]: row[1] or "" for row in rows}


def _meetings(segments: Collection[Segment]) -> dict[int, tuple[Session, ...]]:
    """Give the meetings of each segment to which people are sent by name."""
    rows = db.session.scalars(
        select(Session)
        .where(
            Session.segment_id.in_([one.id for one in segments]),
            Session.state == SessionState.PUBLISHED,
            Session.audience.in_(BY_NAME),
        )
        .order_by(Session.position, Session.id)
        .options(raiseload("*"))
    ).all()
    return {one.id: tuple(each for each in rows if each.segment_id == one.id) for one in segments}
