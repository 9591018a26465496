"""Delegations of Parties and observers: who names them, who is in them, in which segments, and their letters."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import Mode
from meetings.domain.cop.codes import (
    CredentialsState,
    LetterState,
    NominationRole,
    ParticipationState,
    RequestState,
    Right,
)
from meetings.models.base import Base, Revised, random_id
from meetings.models.parties import Organization, Party
from meetings.models.people import Person


class Delegation(Revised, Base):
    """Those whom a State or a body sends to a conference, in all its segments; of one of both.

    Its standing to each treaty of the conference is never stored: it follows from the Party's statuses and the day.
    `reopened_until` opens it again after the deadline, for itself alone. `quota` wins over the segment's.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        UniqueConstraint("programme_id", "party_code"),
        UniqueConstraint("programme_id", "organization_id"),
        CheckConstraint("(party_code IS NULL) <> (organization_id IS NULL)", name="of_one"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    party_code: Mapped[str | None] = mapped_column(ForeignKey("parties.code"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    category: Mapped[str]
    quota: Mapped[int | None]
    reopened_until: Mapped[datetime | None]
    reopened_why: Mapped[str | None]
    created_at: Mapped[datetime]
    party: Mapped[Party | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    focal_points: Mapped[list["FocalPoint"]] = relationship(order_by="FocalPoint.invited_at")
    nominations: Mapped[list["Nomination"]] = relationship(order_by="Nomination.position")
    letters: Mapped[list["Letter"]] = relationship(order_by="Letter.version")
    credentials: Mapped[list["Credentials"]] = relationship(order_by="Credentials.segment_id")


class FocalPoint(Revised, Base):
    """Somebody who may name a delegation by their own link: the focal point, or the permanent mission.

    `kind` is `focal_point`, `mission` or `contact`. The link is of purpose `delegation` and bearer `focal:<id>`.
    `notified_by` is the official notification by which they took over; who was succeeded has `ended_at`.
    `person_id` is who they are among those we write to. `opened_at` is when they were first known to be there.
    """

    __tablename__ = "focal_points"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(default="focal_point")
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    notified_by: Mapped[str | None]
    invited_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Nomination(Revised, Base):
    """A person in a delegation, with name, function and address as the list is to print them.

    `replaces_id` is whom they replaced. `lists` is what they agreed to have printed: `name`, `email`, `address`.
    """

    __tablename__ = "nominations"
    __table_args__ = (UniqueConstraint("delegation_id", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(default=NominationRole.ADVISER)
    courtesy: Mapped[str | None]
    name: Mapped[str]
    function: Mapped[str | None]
    department: Mapped[str | None]
    organization: Mapped[str | None]
    address: Mapped[str | None]
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    gender: Mapped[str | None]
    lists: Mapped[list[str]] = mapped_column(default=list)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("nominations.id"))
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    participations: Mapped[list["Participation"]] = relationship(
        order_by="Participation.segment_id", back_populates="nomination"
    )


class Participation(Revised, Base):
    """A nominated person's part in a segment, and where it stands; each move is a row of `track_events`.

    `kronos_id` and `pass_code` (a priority pass) are what another system calls it.
    """

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("nomination_id", "segment_id"),
        Index("ix_participations_state", "segment_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    nomination_id: Mapped[str] = mapped_column(ForeignKey("nominations.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    mode: Mapped[str] = mapped_column(default=Mode.ONLINE)
    rights: Mapped[str] = mapped_column(default=Right.VIEWER)
    state: Mapped[str] = mapped_column(default=ParticipationState.NOMINATED)
    state_since: Mapped[datetime]
    pass_code: Mapped[str | None]
    nomination: Mapped[Nomination] = relationship(back_populates="participations")
    meetings: Mapped[list["ParticipationMeeting"]] = relationship()


class ParticipationMeeting(Base):
    """A meeting for named people (a Bureau, a regional meeting) to which somebody is sent beside the segment."""

    __tablename__ = "participation_meetings"

    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)


class Letter(Revised, Base):
    """A version of a delegation's letter or note verbale; the last version's state is the delegation's."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("delegation_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(default="letter")
    state: Mapped[str] = mapped_column(default=LetterState.RECEIVED)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    dated_on: Mapped[date | None]
    file: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    bytes: Mapped[int | None]
    digest: Mapped[str | None]
    received_at: Mapped[datetime]
    received_by: Mapped[str]


class Credentials(Revised, Base):
    """The credentials of a delegation for a segment: signed by whom, naming whom, and where they stand.

    `signed_by` is `head_of_state`, `head_of_government`, `foreign_minister`, `reio_authority` or `other`; `people` are
    the nominations named in them, `others` the names in them that nobody nominated. `carried_from_id` are those of an
    earlier segment that hold for this one too.
    """

    __tablename__ = "credentials"
    __table_args__ = (UniqueConstraint("delegation_id", "segment_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    state: Mapped[str] = mapped_column(default=CredentialsState.AWAITED)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    signed_by: Mapped[str | None]
    signer: Mapped[str | None]
    signed_on: Mapped[date | None]
    language: Mapped[str | None]
    people: Mapped[list[str]] = mapped_column(default=list)
    others: Mapped[list[str]] = mapped_column(default=list)
    examined_on: Mapped[date | None]
    file: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    bytes: Mapped[int | None]
    digest: Mapped[str | None]
    carried_from_id: Mapped[str | None] = mapped_column(ForeignKey("credentials.id"))


class ChangeRequest(Revised, Base):
    """What a delegation asks to have changed once it may not change it itself, with the new values.

    `values` are sealed under the person's key where they are of a person who is there; `asked_by` is the focal point.
    """

    __tablename__ = "change_requests"
    __table_args__ = (Index("ix_change_requests_state", "delegation_id", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    nomination_id: Mapped[str | None] = mapped_column(ForeignKey("nominations.id"))
    kind: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=RequestState.OPEN)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]


class Identity(Base):
    """What identifies a nominated person, sealed under a key of its own, and erased on a day; never in another table.

    `sealed` holds passport number, issuing authority, expiry, nationality and date of birth; `photo` is the key of a
    sealed file, given at `photo_at`. Both open by one key on a shelf outside of the store, named as the nomination.
    """

    __tablename__ = "identities"

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    sealed: Mapped[str | None]
    photo: Mapped[str | None]
    erase_on: Mapped[date | None]
    given_at: Mapped[datetime]
    photo_at: Mapped[datetime | None]


class Funding(Revised, Base):
    """Travel of a participation that the secretariat pays: `state` is asked, granted, declined or cancelled."""

    __tablename__ = "fundings"

    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    state: Mapped[str] = mapped_column(default="asked")
    from_city: Mapped[str | None]
    arrives_on: Mapped[date | None]
    leaves_on: Mapped[date | None]
    allowance_days: Mapped[int | None]
    note: Mapped[str | None]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class TrackEvent(Base):
    """A move on a track; rows are added and never changed.

    `subject` is the id of the participation, letter, credentials or admission; `from_state` is empty for the first.
    """

    __tablename__ = "track_events"
    __table_args__ = (Index("ix_track_events_subject", "track", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track: Mapped[str]
    subject: Mapped[str]
    at: Mapped[datetime]
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str | None]
    authority: Mapped[str | None]
