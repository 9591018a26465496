"""What panellists said of coming, their assistants, devices of any link, and what is decided in the hour itself."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Give panellists a state, assistants and the hour tables of their own, and devices any holder."""
    with op.batch_alter_table("panelists") as table:
        table.add_column(sa.Column("minutes", NUMBER, nullable=True))
        table.add_column(sa.Column("state", sa.String(), nullable=True))
        table.add_column(sa.Column("state_since", INSTANT, nullable=True))
        table.add_column(sa.Column("state_by", sa.String(), nullable=True))
    op.execute("UPDATE panelists SET state = CASE WHEN confirmed THEN 'confirmed' ELSE 'invited' END")
    with op.batch_alter_table("panelists") as table:
        table.alter_column("state", existing_type=sa.String(), nullable=False)
        table.drop_column("confirmed")
    op.create_table(
        "panel_assistants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("helper_id", NUMBER, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["helper_id"], ["people.id"], name="fk_panel_assistants_helper_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_panel_assistants_person_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_panel_assistants_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_assistants"),
    )
    for column in ("helper_id", "person_id"):
        op.create_index(f"ix_panel_assistants_{column}", "panel_assistants", [column])
    op.create_table(
        "live_hours",
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("changes", NUMBER, nullable=False),
        sa.Column("delay_minutes", NUMBER, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_live_hours_slot_id"),
        sa.PrimaryKeyConstraint("slot_id", name="pk_live_hours"),
    )
    _let_devices_go("holder", "focal_point_id")


def _let_devices_go(after: str, before: str) -> None:
    """Make the table of devices anew; codes are good for half an hour, so none is taken along."""
    op.drop_table("device_codes")
    links = []
    if after == "focal_point_id":
        links = [sa.ForeignKeyConstraint([after], ["focal_points.id"], name=f"fk_device_codes_{after}")]
    op.create_table(
        "device_codes",
        sa.Column(after, sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        *links,
        sa.PrimaryKeyConstraint(after, name="pk_device_codes"),
    )


def downgrade() -> None:
    """Take them away; of what panellists said, whether they come stays."""
    _let_devices_go("focal_point_id", "holder")
    op.drop_table("live_hours")
    op.drop_table("panel_assistants")
    with op.batch_alter_table("panelists") as table:
        table.add_column(sa.Column("confirmed", sa.Boolean(), nullable=True))
    op.execute("UPDATE panelists SET confirmed = (state = 'confirmed')")
    with op.batch_alter_table("panelists") as table:
        table.alter_column("confirmed", existing_type=sa.Boolean(), nullable=False)
        for column in ("state_by", "state_since", "state", "minutes"):
            table.drop_column(column)
