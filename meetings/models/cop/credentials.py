"""Files of credentials, kept each as it came, and the Bureau's reports as they stood on a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class CredentialsFile(Base):
    """A file of credentials: `kind` is `copy` or `original`; rows are added and never changed."""

    __tablename__ = "credentials_files"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    credentials_id: Mapped[str] = mapped_column(ForeignKey("credentials.id"), index=True)
    kind: Mapped[str]
    file: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    digest: Mapped[str]
    received_at: Mapped[datetime]
    received_by: Mapped[str]


class BureauReport(Base):
    """The Bureau's report on credentials for a segment as it stood on a day; `facts` are all that it says."""

    __tablename__ = "bureau_reports"
    __table_args__ = (UniqueConstraint("segment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    number: Mapped[int]
    stands_on: Mapped[date]
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]
    facts: Mapped[dict[str, Any]]
