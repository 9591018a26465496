"""The list of speakers of a slot: who asked for the floor, who has it, and what was sent instead of speaking."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.live.floor import ACTIVE, State
from meetings.models.base import Base, Revised, random_id
from meetings.models.types import Json

ON_THE_LIST = text("state IN ({})".format(", ".join(f"'{one}'" for one in ACTIVE)))
SPEAKS = text(f"state = '{State.SPEAKING}'")


class FloorList(Revised, Base):
    """The list of speakers of a slot: whether it is open, whether those who take part see it, which item is taken up.

    `turns` counts how often the floor was given on, so that of two who give it on at once one does.
    """

    __tablename__ = "floor_lists"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    is_shown: Mapped[bool] = mapped_column(default=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"))
    turns: Mapped[int] = mapped_column(default=0)


class FloorRules(Revised, Base):
    """What a programme sets for its lists: limits in seconds and ranks, by kind; others are the defaults."""

    __tablename__ = "floor_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    seconds: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    ranks: Mapped[dict[str, int]] = mapped_column(Json, default=dict)


class Intervention(Revised, Base):
    """Somebody's place on a list of speakers, and what became of it; of a delegation, of a person, or of a name.

    `claim` is what there is once on the list. `rank` and `line` are where they stand, by rule or moved by hand, then
    with `moved_by`. `since` is since when they speak; `spoken_seconds` are of the turns before. `was_cut` says that
    the connection was lost. Of whoever was erased, `name` is emptied.
    """

    __tablename__ = "interventions"
    __table_args__ = (
        Index(
            "uq_interventions_claim",
            "slot_id",
            "claim",
            unique=True,
            sqlite_where=ON_THE_LIST,
            postgresql_where=ON_THE_LIST,
        ),
        Index(
            "uq_interventions_speaking",
            "slot_id",
            unique=True,
            sqlite_where=SPEAKS,
            postgresql_where=SPEAKS,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"))
    kind: Mapped[str]
    claim: Mapped[str]
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str | None]
    behalf_of: Mapped[str | None]
    rank: Mapped[int]
    line: Mapped[float] = mapped_column(Double)
    state: Mapped[str]
    state_since: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    moved_by: Mapped[str | None]
    limit_seconds: Mapped[int | None]
    since: Mapped[datetime | None]
    spoken_seconds: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    was_cut: Mapped[bool] = mapped_column(default=False)


class FloorStatement(Base):
    """What was sent instead of speaking, or of speaking on, and its receipt.

    Of a delegation it is one of the conference's statements, whose number is `statement_id`; otherwise the file is
    kept here. `digest` is the SHA-256 of the file, or of the words as a file.
    """

    __tablename__ = "floor_statements"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    intervention_id: Mapped[str] = mapped_column(ForeignKey("interventions.id"), index=True)
    statement_id: Mapped[str | None] = mapped_column(ForeignKey("statements.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    file: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    digest: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
