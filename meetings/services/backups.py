"""The whole store, copied to a file and put back: the file is always SQLite, whatever the store itself is."""

import fcntl
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from meetings.domain.codes import MessageState, NoticeKind
from meetings.extensions import db, teach_sqlite, transaction
from meetings.models import (
    Base,
    Erasure,
    Heartbeat,
    Lease,
    Message,
    Notice,
    Place,
    SlotVersion,
    StaffMail,
    Stay,
)
from meetings.services.webhooks.webhooks import hold_back_within

AT_ONCE: Final = 1000
WAITING: Final = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)
HELD_BACK: Final = "was due before the store was put back"
OF_TIMES: Final = (  # by these people hear when what they registered for is held
    NoticeKind.CONFIRMATION,
    NoticeKind.SEVERAL,
    NoticeKind.ENROLLED,
    NoticeKind.AGAIN,
    NoticeKind.OFFER,
    NoticeKind.LAPSED,
    NoticeKind.CHANGE,
    NoticeKind.CANCELLATION,
)
JSON_OR_NULL: Final = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Progress = Callable[[str, int], None]


def revision() -> str | None:
    """Give the schema's revision of the store, or nothing where there is none."""
    try:
        found: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except Exception:
        db.session.rollback()
        return None
    return found


def has_erasures() -> bool:
    """Say whether the store is new enough to know who was erased."""
    return inspect(db.engine).has_table(Erasure.__tablename__)


def is_sqlite() -> bool:
    """Say whether the store is a file of SQLite."""
    return db.engine.dialect.name == "sqlite"


def store_path() -> Path:
    """Give the file of a store that is one."""
    return Path(db.engine.url.database or "")


def copy_sqlite(to: Path) -> None:
    """Copy a store that is a file, as it is at one moment, while others go on."""
    db.session.rollback()
    _copy_file(store_path(), to)


def copy_rows(to: Path, progress: Progress) -> None:
    """Copy the rows of a store that is a server, as they are at one moment, into a file with the same schema."""
    target = create_engine(f"sqlite:///{to}")
    teach_sqlite(target)
    source = db.engine.connect().execution_options(isolation_level="REPEATABLE READ", stream_results=True)
    with (
        source,
        source.begin(),
        target.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        _copy_tables(source, connection, progress)
    target.dispose()


def replace_sqlite(prepared: Path) -> None:
    """Put a prepared file in the place of the store's content, in one step that others see whole or not at all."""
    db.session.rollback()
    db.engine.dispose()
    path = store_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}-queue", "ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        _copy_file(prepared, path)


def replace_rows(prepared: Path, progress: Progress) -> None:
    """Put the rows of a prepared file in the place of the store's, in one transaction; the schemas are the same."""
    source = create_engine(f"sqlite:///{prepared}")
    tables = Base.metadata.sorted_tables
    with source.connect() as rows, db.engine.begin() as connection:
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"TRUNCATE {names}"))
        _copy_tables(rows, connection, progress)
        for table in tables:
            _set_counter(table, connection)
    source.dispose()


def _copy_file(source: Path, to: Path) -> None:
    first, second = sqlite3.connect(source, timeout=30), sqlite3.connect(to, timeout=30)
    try:
        first.backup(second)
    finally:
        second.close()
        first.close()


def _copy_tables(source: Connection, target: Connection, progress: Progress) -> None:
    for table in Base.metadata.sorted_tables:
        target.execute(delete(table))  # what a migration put there
        own = [column for column in table.columns if _names_own_table(column)]
        statement, number = _insert(table), 0
        for rows in source.execute(select(table)).partitions(AT_ONCE):
            nothing = {f"v_{column.name}": None for column in own}
            target.execute(statement, [_values(row) | nothing for row in rows])
            number += len(rows)
        for column in own:
            _copy_column(column, source, target)
        progress(table.name, number)


def _names_own_table(column: Column[Any]) -> bool:
    """Say whether a column names another row of its table, which may come later."""
    return any(key.column.table is column.table for key in column.foreign_keys)


def _copy_column(column: Column[Any], source: Connection, target: Connection) -> None:
    """Copy what a column says of rows that are there by now."""
    key = next(iter(column.table.primary_key))
    rows = source.execute(select(key, column).where(column.is_not(None))).all()
    statement = update(column.table).where(key == bindparam("row")).values({column: bindparam("other")})
    if rows:
        target.execute(statement, [{"row": row[0], "other": row[1]} for row in rows])


def _insert(table: Table) -> Any:
    """Insert rows as they are: nothing in a column of JSON stays nothing, and does not become a null in JSON."""
    kinds = {one.name: JSON_OR_NULL if isinstance(one.type, JSON) else one.type for one in table.columns}
    return insert(table).values({name: bindparam(f"v_{name}", type_=kind) for name, kind in kinds.items()})


def _values(row: Row[Any]) -> dict[str, Any]:
    return {f"v_{name}": value for name, value in row._mapping.items()}


def _set_counter(table: Table, connection: Connection) -> None:
    """Let new rows of a server's table get numbers after those that were put there."""
    column = table.autoincrement_column
    if column is None:
        return
    counter = func.pg_get_serial_sequence(table.name, column.name)
    if connection.scalar(select(counter)) is not None:
        last = connection.scalar(select(func.max(column))) or 0
        connection.execute(select(func.setval(counter, max(last, 1), last > 0)))


def count_due(now: datetime) -> int:
    """Give how many mails were due by now and have not left, to staff as to people."""
    questions = (
        select(func.count()).select_from(Message).where(Message.state.in_(WAITING)),
        select(func.count()).select_from(Notice).where(*_is_due(now)),
        select(func.count()).select_from(StaffMail).where(StaffMail.settled_at.is_(None)),
    )
    return sum(db.session.scalar(one) or 0 for one in questions)


def hold_back(now: datetime) -> None:
    """Send no mail that was due by now: what was made counts as too late, notices are withdrawn, people as told.

    They were told of their times before, so that later changes and reminders of these reach them.
    """
    made = select(Message.id).where(Message.state.in_(WAITING))
    with transaction():
        for statement in (
            update(Notice).where(*_is_due(now)).values(withdrawn_at=now),
            update(Notice)
            .where(Notice.message_id.in_(made), Notice.withdrawn_at.is_(None))
            .values(withdrawn_at=now),
            update(Message)
            .where(Message.state.in_(WAITING))
            .values(state=MessageState.TOO_LATE, error=HELD_BACK, lease=None, lease_until=None),
            update(StaffMail)
            .where(StaffMail.settled_at.is_(None))
            .values(settled_at=now, error=HELD_BACK, lease_until=None),
            _heard(now),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))


def _heard(now: datetime) -> Any:
    """Let whoever's mails are held back have heard of their times as these stood when the mails were due."""
    held = and_(
        Notice.registration_id == Place.registration_id,
        or_(Notice.slot_id.is_(None), Notice.slot_id == Place.slot_id),
        Notice.withdrawn_at == now,
        Notice.kind.in_(OF_TIMES),
    )
    version = (
        select(func.max(SlotVersion.version))
        .join(Notice, SlotVersion.changed_at <= Notice.due_at)
        .where(SlotVersion.slot_id == Place.slot_id, held)
        .correlate(Place)
        .scalar_subquery()
    )
    is_more = or_(Place.told_version.is_(None), Place.told_version < version)
    return update(Place).where(version.is_not(None), is_more).values(told_version=version)


def hold_back_events(now: datetime) -> None:
    """Tell no program of others what happened before: it was told then."""
    with transaction():
        hold_back_within(now)


def forget_processes() -> None:
    """Forget the processes that ran when the copy was made, what they held, and who was at the desk then."""
    with transaction():
        db.session.execute(delete(Stay))
        db.session.execute(delete(Heartbeat))
        db.session.execute(delete(Lease))


def _is_due(now: datetime) -> tuple[Any, ...]:
    return Notice.message_id.is_(None), Notice.withdrawn_at.is_(None), Notice.due_at <= now
