"""Codes by which the holder of a focal point's link proves that they read the focal point's mail."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class DeviceCode(Base):
    """The code a focal point asked for last; it follows from `number`, and nothing usable is stored.

    `used_at` says that it has proved a device; it proves no second one.
    """

    __tablename__ = "device_codes"

    focal_point_id: Mapped[str] = mapped_column(ForeignKey("focal_points.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
