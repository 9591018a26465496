"""Codes by which the holder of a link proves that they read the mail of whoever it is for."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class DeviceCode(Base):
    """The codes a holder asked for; they follow from their numbers, and nothing usable is stored.

    `holder` is the id of a focal point, or the bearer of another link. `number` is the last code, `lately` says when
    the last ones were asked for. `used_at` says that one has proved a device; those up to `spent` prove no other.
    """

    __tablename__ = "device_codes"

    holder: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    spent: Mapped[int] = mapped_column(default=0)
    lately: Mapped[list[str]] = mapped_column(default=list)
