"""Focal points are people, devices are proved by a code, and a photo has a day of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the table of codes, and let focal points have a person and photos a day."""
    op.create_table(
        "device_codes",
        sa.Column("focal_point_id", sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["focal_points.id"], name="fk_device_codes_focal_point_id"
        ),
        sa.PrimaryKeyConstraint("focal_point_id", name="pk_device_codes"),
    )
    with op.batch_alter_table("focal_points") as table:
        table.add_column(sa.Column("person_id", NUMBER, nullable=True))
        table.create_foreign_key("fk_focal_points_person_id", "people", ["person_id"], ["id"])
        table.create_index("ix_focal_points_person_id", ["person_id"])

    with op.batch_alter_table("identities") as table:
        table.add_column(sa.Column("photo_at", INSTANT, nullable=True))


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("identities") as table:
        table.drop_column("photo_at")

    with op.batch_alter_table("focal_points") as table:
        table.drop_index("ix_focal_points_person_id")
        table.drop_constraint("fk_focal_points_person_id", type_="foreignkey")
        table.drop_column("person_id")

    op.drop_table("device_codes")
