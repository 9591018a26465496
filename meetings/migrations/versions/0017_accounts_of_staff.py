"""Accounts of staff: passwords, second steps, sign-ons, who is at the desk, and mails to staff."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("staff_mails", "carried", "failed_tries", "stays", "sign_ons", "recovery_codes", "accounts")


def upgrade() -> None:
    """Add the tables, and say of links to sign in what they are for; those there are sign in by themselves."""
    with op.batch_alter_table("sign_ins") as table:
        table.add_column(sa.Column("way", sa.String(), server_default="link", nullable=False))
    with op.batch_alter_table("sign_ins") as table:
        table.alter_column("way", server_default=None)
    _create(
        "accounts",
        "user_id",
        sa.Column("password_hash", sa.String()),
        sa.Column("password_at", INSTANT),
        sa.Column("second_sealed", sa.String()),
        sa.Column("second_at", INSTANT),
        sa.Column("second_step", NUMBER, nullable=False),
    )
    _create("recovery_codes", "code_hash", sa.Column("used_at", INSTANT))
    op.create_table(
        "sign_ons",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("bound_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ons_user_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_sign_ons")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_sign_ons_user_id_issuer")),
    )
    _create(
        "stays",
        "id",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("way", "needs", "device")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("gave_code", "chose_password")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("began_at", "expires_at")),
        sa.Column("ended_at", INSTANT),
    )
    for table in ("recovery_codes", "stays"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_index(op.f("ix_stays_expires_at"), "stays", ["expires_at"])
    op.create_table(
        "failed_tries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failed_tries")),
    )
    op.create_index(op.f("ix_failed_tries_last_at"), "failed_tries", ["last_at"])
    op.create_table(
        "carried",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried")),
    )
    op.create_index(op.f("ix_carried_at"), "carried", ["at"])
    op.create_table(
        "staff_mails",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "address_key", "language")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("asked_at", "due_at")),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.Column("error", sa.String()),
        sa.PrimaryKeyConstraint("kind", "address_key", name=op.f("pk_staff_mails")),
    )
    op.create_index(op.f("ix_staff_mails_due_at"), "staff_mails", ["due_at"])


def downgrade() -> None:
    """Drop them; links that were mailed, and prove no more than a mailbox, end rather than open the desk."""
    for name in TABLES:
        op.drop_table(name)
    op.execute("DELETE FROM sign_ins WHERE way <> 'link'")
    with op.batch_alter_table("sign_ins") as table:
        table.drop_column("way")


def _create(name: str, key: str, *columns: sa.Column) -> None:
    """Create a table with a key of its own, of somebody of the staff."""
    own = [sa.Column(key, sa.String(), nullable=False)] if key != "user_id" else []
    op.create_table(
        name,
        *own,
        sa.Column("user_id", NUMBER, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id")),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")),
    )
