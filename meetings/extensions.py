"""The store and the languages, the one place that commits, and the mark of answers that are kept ready."""

import fcntl
import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Network, IPv6Network, ip_address
from threading import RLock
from time import monotonic
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar, cast
from zlib import crc32

from flask import Flask, Response, current_app, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, CursorResult, Executable, bindparam, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

from meetings.models import Base

BUSY_MILLISECONDS = 30_000
WAITING: Final = (429, 503)
IDLE_SECONDS = 1.0
MARK: Final = "meetings.keep"
P = ParamSpec("P")
R = TypeVar("R")
Network: TypeAlias = IPv4Network | IPv6Network
IN_TRANSACTION, IN_ERROR = 2, 3  # as libpq numbers them
db = SQLAlchemy()  # our tables stand on `models.Base`, and its own `Model` is never used
babel = Babel()
limiter = Limiter(lambda: peer_address())
migrate = Migrate(render_as_batch=True, compare_type=True)
_TURN: Final = select(func.pg_advisory_xact_lock(bindparam("turn", type_=BigInteger)))

_writing = RLock()
_open: ContextVar[Connection | None] = ContextVar("open", default=None)


@contextmanager
def transaction() -> Iterator[None]:
    """Run a block whose changes are stored together, or not at all.

    Rows loaded before are let go, so the block takes ids and loads what it needs. On SQLite the block holds
    the right to write from its first statement, so that what it read is still true when it writes.
    """
    session = db.session()
    session.rollback()
    with _turn(session):
        kept = _open.set(session.connection(execution_options={"writes": True}))
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _open.reset(kept)


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Let writers on SQLite queue, threads by a lock and processes by a locked file.

    SQLite itself decides who writes; but whoever waits for it sleeps and tries again, and sleeps longer each time.
    """
    bind = session.get_bind()
    path = bind.engine.url.database if bind.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    with _writing, open(f"{path}-queue", "ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


@contextmanager
def batched() -> Iterator[None]:
    """Send statements that give no rows together, where the store's driver can.

    An error of one may be raised by a later one, at the latest when the block ends.
    """
    connection = _open.get() or db.session.connection()
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        yield


def take_turns(name: str) -> None:
    """Let transactions that ask for one name run one after the other; on SQLite all that write do."""
    if db.session.get_bind().dialect.name != "sqlite":
        store(_TURN, {"turn": crc32(name.encode())})


def store(statement: Executable, values: Any = None) -> CursorResult[Any]:
    """Send a statement on the open transaction's connection, past the rows that are held in memory.

    For statements on whole tables, made once; rows loaded before do not notice.
    """
    return (_open.get() or db.session.connection()).execute(statement, values)


def insert_new(table: type[Base]) -> Any:
    """Begin an INSERT that may be given `on_conflict_do_nothing`, in the dialect of the store."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def kept(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose answer depends on path, zone, stream, content and quarter-hour alone."""

    @functools.wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        request.environ[MARK] = True
        return view(*args, **kwargs)

    return marked


def keep_not() -> None:
    """Let the answer to this request be made anew each time, although its view is marked."""
    request.environ.pop(MARK, None)


def remembered(key: tuple[str, ...], make: Callable[[], R]) -> R:
    """Give facts that public pages show: kept ones where pages are kept, else made now."""
    pages = current_app.extensions.get("pages")
    return make() if pages is None else cast("R", pages.remember(key, make))


def peer_address() -> str:
    """Give the address that asks: the peer's, or what a trusted proxy says of it."""
    peer = request.remote_addr or ""
    trusted: tuple[Network, ...] = current_app.config["TRUSTED_PROXIES"]
    forwarded = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    while forwarded and _is_within(peer, trusted):
        peer = forwarded.pop()
    return peer


def _is_within(address: str, networks: Iterable[Network]) -> bool:
    try:
        one = ip_address(address)
    except ValueError:
        return False
    return any(one in network for network in networks)


def strangers() -> str:
    """Give how often one address may register; a ministry may share one, so it holds off floods only."""
    limit: str = current_app.config["REGISTRATIONS_LIMIT"]
    return limit


def install_limits(app: Flask) -> None:
    """Count what strangers ask, in Redis where there is one, else, or while that is away, in each process by itself."""
    app.config.setdefault("RATELIMIT_ENABLED", not app.testing)
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(app.config["REDIS_URL"])
    app.config["RATELIMIT_HEADERS_ENABLED"] = True
    app.after_request(_wait_only_where_refused)  # before the limiter's own, and so run after it
    limiter.init_app(app)


def _wait_only_where_refused(answer: Response) -> Response:
    """Take back what the limiter tells with every answer: only who is refused for now has to wait."""
    if answer.status_code not in WAITING:
        answer.headers.pop("Retry-After", None)
    return answer


def install_store(app: Flask) -> None:
    """Bind the store to the application, and the SQLite habits to its engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DATABASE_URL"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(app.config["DATABASE_URL"]))
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            teach_sqlite(db.engine)
        else:
            teach_postgresql(db.engine)


def _engine_options(address: str) -> dict[str, Any]:
    """Give how the store is reached; what goes wrong there names no values, which may be people's."""
    options: dict[str, Any] = {"hide_parameters": True}
    if address.startswith("sqlite"):
        return options | {"connect_args": {"timeout": BUSY_MILLISECONDS / 1000}}
    return options | {"pool_size": 10, "max_overflow": 10}


def teach_postgresql(engine: Engine) -> None:
    """Ask connections only after a pause whether they still stand, and keep what they have prepared.

    A short request would else ask as often for that as for itself, and have each question planned anew.
    """

    def on_checkout(connection: Any, record: Any, _given: Any) -> None:
        now = monotonic()
        if now - record.info.get("left", now) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError() from None

    event.listen(engine, "checkout", on_checkout)
    event.listen(engine, "checkin", _on_checkin)
    event.listen(engine, "rollback", _on_rollback)


def _on_checkin(_connection: Any, record: Any) -> None:
    record.info["left"] = monotonic()


def _on_rollback(connection: Connection) -> None:
    """End a transaction before the driver does it, which would let go what is prepared, in case tables were made."""
    driver: Any = connection.connection.driver_connection
    if driver.pgconn.transaction_status in (IN_TRANSACTION, IN_ERROR) and not driver.pgconn.pipeline_status:
        driver.pgconn.exec_(b"ROLLBACK")


def teach_sqlite(engine: Engine) -> None:
    """Make SQLite begin transactions itself: deferred to read, immediate to write."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
