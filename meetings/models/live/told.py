"""What platforms told by their webhooks: events that were proved to be theirs, kept as they came."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base

WAITING = text("handled_at IS NULL")


class HookEvent(Base):
    """An event of a platform; `key`, a hash of what came, knows it again, also when nothing else is left of it.

    `kind` is one of `domain/live/told`, `event` the platform's own name for it. `meeting` is the platform's number of
    the meeting, `run` of one holding of it, `connection` of one device in it. `slot_id` is the slot it is about, null
    where none is known; `handled_at` null waits for the worker. Of whoever was erased, `raw`, name, address and
    reference are emptied.
    """

    __tablename__ = "hook_events"
    __table_args__ = (
        UniqueConstraint("platform", "key"),
        Index("ix_hook_events_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_hook_events_connection", "slot_id", "platform", "connection"),
        Index("ix_hook_events_meeting", "meeting", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    key: Mapped[str]
    event: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    meeting: Mapped[str]
    run: Mapped[str]
    connection: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    reference: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    slot_id: Mapped[str | None] = mapped_column(ForeignKey("slots.id"))
    handled_at: Mapped[datetime | None]
