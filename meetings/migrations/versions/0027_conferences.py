"""Facts of conferences: segments, rooms, agenda, delegations, letters, credentials, admissions, badges."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables of conferences, and let sessions be in a segment and slots in a room."""
    _conference()
    _delegations()
    _papers()
    with op.batch_alter_table("programmes") as table:
        table.add_column(sa.Column("other_treaties", JSON, nullable=False, server_default=sa.text("'[]'")))

    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("segment_id", NUMBER, nullable=True))
        table.add_column(sa.Column("regions", JSON, nullable=False, server_default=sa.text("'[]'")))
        table.create_index("ix_sessions_segment_id", ["segment_id"])
        table.create_foreign_key("fk_sessions_segment_id", "segments", ["segment_id"], ["id"])

    with op.batch_alter_table("slots") as table:
        table.add_column(sa.Column("room_id", NUMBER, nullable=True))
        table.create_foreign_key("fk_slots_room_id", "meeting_rooms", ["room_id"], ["id"])
    for name, column in (("programmes", "other_treaties"), ("sessions", "regions")):
        with op.batch_alter_table(name) as table:
            table.alter_column(column, server_default=None)


def _conference() -> None:
    op.create_table(
        "segments",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("place", JSON, nullable=False),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("nominate_until", INSTANT, nullable=True),
        sa.Column("quota", NUMBER, nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("statements_hours", NUMBER, nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_segments_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
        sa.UniqueConstraint("programme_id", "slug", name="uq_segments_programme_id_slug"),
    )
    op.create_table(
        "meeting_rooms",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("capacity", NUMBER, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_meeting_rooms_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_rooms"),
        sa.UniqueConstraint("segment_id", "slug", name="uq_meeting_rooms_segment_id_slug"),
    )
    op.create_table(
        "agenda_items",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", JSON, nullable=False),
        sa.Column("segments", JSON, nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["agenda_items.id"], name="fk_agenda_items_parent_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_agenda_items_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_items"),
        sa.UniqueConstraint("programme_id", "slug", name="uq_agenda_items_programme_id_slug"),
    )
    op.create_table(
        "session_items",
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_session_items_item_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_session_items_session_id"),
        sa.PrimaryKeyConstraint("session_id", "item_id", name="pk_session_items"),
    )


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("party_code", sa.String(), nullable=True),
        sa.Column("organization_id", NUMBER, nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("quota", NUMBER, nullable=True),
        sa.Column("reopened_until", INSTANT, nullable=True),
        sa.Column("reopened_why", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(party_code IS NULL) <> (organization_id IS NULL)", name="ck_delegations_of_one"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_delegations_organization_id"
        ),
        sa.ForeignKeyConstraint(["party_code"], ["parties.code"], name="fk_delegations_party_code"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_delegations_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
        sa.UniqueConstraint(
            "programme_id", "organization_id", name="uq_delegations_programme_id_organization_id"
        ),
        sa.UniqueConstraint("programme_id", "party_code", name="uq_delegations_programme_id_party_code"),
    )
    op.create_table(
        "focal_points",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("notified_by", sa.String(), nullable=True),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_focal_points_delegation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_focal_points"),
    )
    op.create_index("ix_focal_points_delegation_id", "focal_points", ["delegation_id"])
    op.create_table(
        "nominations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("courtesy", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("organization", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("lists", JSON, nullable=False),
        sa.Column("replaces_id", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_nominations_delegation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_nominations_person_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["nominations.id"], name="fk_nominations_replaces_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nominations"),
        sa.UniqueConstraint("delegation_id", "person_id", name="uq_nominations_delegation_id_person_id"),
    )
    op.create_index("ix_nominations_person_id", "nominations", ["person_id"])
    op.create_table(
        "participations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("pass_code", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name="fk_participations_nomination_id"
        ),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_participations_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participations"),
        sa.UniqueConstraint("nomination_id", "segment_id", name="uq_participations_nomination_id_segment_id"),
    )
    op.create_index("ix_participations_state", "participations", ["segment_id", "state"])
    op.create_table(
        "participation_meetings",
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("session_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_participation_meetings_participation_id"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_participation_meetings_session_id"),
        sa.PrimaryKeyConstraint("participation_id", "session_id", name="pk_participation_meetings"),
    )
    op.create_table(
        "fundings",
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_city", sa.String(), nullable=True),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("allowance_days", NUMBER, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_fundings_participation_id"
        ),
        sa.PrimaryKeyConstraint("participation_id", name="pk_fundings"),
    )
    op.create_table(
        "identities",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name="fk_identities_nomination_id"),
        sa.PrimaryKeyConstraint("nomination_id", name="pk_identities"),
    )


def _papers() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("bytes", NUMBER, nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_letters_delegation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("delegation_id", "version", name="uq_letters_delegation_id_version"),
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("people", JSON, nullable=False),
        sa.Column("examined_on", sa.Date(), nullable=True),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("bytes", NUMBER, nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("carried_from_id", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["credentials.id"], name="fk_credentials_carried_from_id"
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_credentials_delegation_id"),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_credentials_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
        sa.UniqueConstraint("delegation_id", "segment_id", name="uq_credentials_delegation_id_segment_id"),
    )
    op.create_table(
        "change_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name="fk_change_requests_delegation_id"
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name="fk_change_requests_nomination_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change_requests"),
    )
    op.create_index("ix_change_requests_state", "change_requests", ["delegation_id", "state"])
    op.create_table(
        "admissions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organization_id", NUMBER, nullable=False),
        sa.Column("treaty", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_admissions_organization_id"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_admissions_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_admissions"),
        sa.UniqueConstraint("organization_id", "treaty", name="uq_admissions_organization_id_treaty"),
    )
    op.create_table(
        "track_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("authority", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_track_events"),
    )
    op.create_index("ix_track_events_subject", "track_events", ["track", "subject"])
    op.create_table(
        "badges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("replaced_by_id", sa.String(), nullable=True),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_badges_participation_id"
        ),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["badges.id"], name="fk_badges_replaced_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_badges"),
        sa.UniqueConstraint("code", name="uq_badges_code"),
    )
    with op.batch_alter_table("badges") as table:
        table.create_index("ix_badges_participation_id", ["participation_id"])
        table.create_index(
            "uq_badges_one",
            ["participation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('valid', 'suspended')"),
            postgresql_where=sa.text("state IN ('valid', 'suspended')"),
        )
    op.create_table(
        "check_ins",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("badge_id", sa.String(), nullable=False),
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("steward", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badges.id"], name="fk_check_ins_badge_id"),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_check_ins_participation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
        sa.UniqueConstraint("participation_id", "day", name="uq_check_ins_participation_id_day"),
    )
    op.create_index("ix_check_ins_badge_id", "check_ins", ["badge_id"])


def downgrade() -> None:
    """Drop them, with all that they hold."""
    with op.batch_alter_table("slots") as table:
        table.drop_constraint("fk_slots_room_id", type_="foreignkey")
        table.drop_column("room_id")

    with op.batch_alter_table("sessions") as table:
        table.drop_constraint("fk_sessions_segment_id", type_="foreignkey")
        table.drop_index("ix_sessions_segment_id")
        table.drop_column("regions")
        table.drop_column("segment_id")

    with op.batch_alter_table("programmes") as table:
        table.drop_column("other_treaties")

    op.drop_table("check_ins")
    op.drop_table("participation_meetings")
    op.drop_table("fundings")
    op.drop_table("badges")
    op.drop_table("session_items")
    op.drop_table("participations")
    op.drop_table("identities")
    op.drop_table("change_requests")
    op.drop_table("nominations")
    op.drop_table("meeting_rooms")
    op.drop_table("letters")
    op.drop_table("focal_points")
    op.drop_table("credentials")
    op.drop_table("segments")
    op.drop_table("delegations")
    op.drop_table("agenda_items")
    op.drop_table("admissions")
    op.drop_table("track_events")
