"""Codes by which the holder of a link proves that they read the mail of whoever it is for."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class DeviceCode(Base):
    """The code a holder asked for last; it follows from `number`, and nothing usable is stored.

    `holder` is the id of a focal point, or the bearer of another link. `used_at` says that it has
    proved a device; it proves no second one.
    """

    __tablename__ = "device_codes"

    holder: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
