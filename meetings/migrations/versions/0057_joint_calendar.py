"""Which calendars of others everybody sees, titles by language, and whose a meeting is that was passed on."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add them; of the calendars that are here already nobody said that everybody may see them."""
    with op.batch_alter_table("foreign_calendars") as table:
        table.add_column(sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("foreign_meetings") as table:
        table.add_column(sa.Column("titles", JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("origin", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("path", sa.String(), nullable=False, server_default=""))
        table.create_index("ix_foreign_meetings_uid", ["uid", "occurrence"])
    with op.batch_alter_table("foreign_calendars") as table:
        table.alter_column("is_public", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("foreign_meetings") as table:
        for name, kind in (("titles", JSON), ("origin", sa.String()), ("path", sa.String())):
            table.alter_column(name, existing_type=kind, server_default=None)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("foreign_meetings") as table:
        table.drop_index("ix_foreign_meetings_uid")
        for name in ("path", "origin", "titles"):
            table.drop_column(name)
    with op.batch_alter_table("foreign_calendars") as table:
        table.drop_column("is_public")
