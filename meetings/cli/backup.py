"""`meetings backup` and `meetings restore`: store, uploads and key in one file that only a passphrase opens."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from meetings.cli import current
from meetings.cli.archive import LOG, MANIFEST, SECRET, STORE, UPLOADS, Unpacked, pack, unpack
from meetings.domain.erasures import read_lines
from meetings.domain.tokens import Keys
from meetings.extensions import db, install_store
from meetings.mail.due import Means, make_all_due
from meetings.services import backups
from meetings.services.erasing import noted, replay

PASSPHRASE: Final = "MEETINGS_BACKUP_PASSPHRASE"
MARK: Final = "backup.json"
Lines = list[dict[str, Any]]


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write store, uploads and key to one FILE, encrypted by the passphrase in MEETINGS_BACKUP_PASSPHRASE."""
    passphrase, app, now = _passphrase(), current(), datetime.now(UTC)
    with _one_line(), app.app_context():
        size = _write(app, file, passphrase, now)
        mark = {"at": now.isoformat(timespec="seconds"), "file": str(file.absolute()), "bytes": size}
        _instance(app).joinpath(MARK).write_text(json.dumps(mark), "utf-8")
    click.echo(f"Written: {file}, {size / 1e6:.1f} MB.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--yes", is_flag=True, help="Ask nothing, and send nothing that was due earlier.")
def restore_command(file: Path, yes: bool) -> None:
    """Put back what FILE holds; all is checked before anything is replaced, and what was there is kept aside."""
    passphrase, app, now = _passphrase(), current(), datetime.now(UTC)
    with _one_line(), _folder(app, "restoring-") as folder:
        click.echo("Checking the file.")
        found = unpack(file, passphrase, folder)
        _check_revision(app, found.revision)
        secret, is_kept = _secret_in_force(app, found)
        lines = _erasures(app, found)
        _prepare(app, found, lines, secret, now, yes=yes)
        _put_aside(app, passphrase, now)
        _replace(app, found, secret if is_kept else None, now)
    click.echo("Restored. Restart the web processes and workers that run.")


def last_backup(app: Flask) -> datetime | None:
    """Give the moment of the last backup of this instance, or nothing where there was none."""
    try:
        mark = json.loads(_instance(app).joinpath(MARK).read_text("utf-8"))
        return datetime.fromisoformat(mark["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(app: Flask, file: Path, passphrase: str, now: datetime) -> int:
    """Write a backup of what is there now; call it in the application's context."""
    revision = backups.revision()
    if revision is None:
        raise click.ClickException("the store has no schema; run `meetings migrate`")
    file.parent.mkdir(parents=True, exist_ok=True)
    manifest = {"format": 1, "revision": revision, "made_at": now.isoformat(timespec="seconds")}
    with _folder(app, "backing-up-") as folder:
        click.echo("Copying the store.")
        _copy_store(app, folder / STORE, revision)
        parts: dict[str, Path | bytes] = {
            MANIFEST: json.dumps(manifest).encode(),
            STORE: folder / STORE,
            SECRET: app.config["SECRET_KEY"].encode(),
        }
        instance = _instance(app)
        parts |= {name: instance / name for name in (LOG, UPLOADS) if (instance / name).exists()}
        if app.config["STORAGE_URL"]:
            click.echo(
                "Files are in a bucket, and not in this backup: back the bucket up beside it.", err=True
            )
        return pack(file, passphrase, parts)


def _copy_store(app: Flask, to: Path, revision: str) -> None:
    if backups.is_sqlite():
        backups.copy_sqlite(to)
        return
    if revision != _head(app):
        raise click.ClickException("the store has an older schema; run `meetings migrate`")
    with _file_store(app, to):
        upgrade()
    backups.copy_rows(to, _tell)


def _prepare(app: Flask, found: Unpacked, lines: Lines, secret: str, now: datetime, *, yes: bool) -> None:
    """Bring the copy to this schema, erase anew whom it brings back, and settle what becomes of what was due."""
    with _file_store(app, found.store):
        upgrade()
        erased = replay(lines, Keys(secret))
        if erased:
            click.echo(f"Erased anew: {erased}.")
        backups.forget_processes()
        means = Means(app.config["SETTLING_SECONDS"], app.extensions["outside"].host, Keys(secret))
        make_all_due(now, means)
        waits = backups.count_due(now)
        if waits and (yes or not click.confirm(f"Mails that were due before now: {waits}. Send them?")):
            click.echo(f"Held back: {_hold_back(now, means)} mails that were due earlier.")
        backups.hold_back_events(now)


def _hold_back(now: datetime, means: Means) -> int:
    """Hold back all mails that are due, and those that are when these count as told; give how many."""
    held = 0
    while waits := backups.count_due(now):
        backups.hold_back(now)
        held += waits
        make_all_due(now, means)
    return held


def _aside(app: Flask, now: datetime) -> Path:
    """Name what is kept of before a restore, so that two within a second do not meet."""
    return _instance(app) / f"before-restore-{now:%Y%m%dT%H%M%S-%fZ}"


def _put_aside(app: Flask, passphrase: str, now: datetime) -> None:
    """Keep what is there, as a backup of its own; a store that cannot be read is moved as it is."""
    aside = _aside(app, now)
    with app.app_context():
        try:
            if backups.revision() is not None:
                _write(app, aside.with_suffix(".backup"), passphrase, now)
                click.echo(f"What was there: {aside.with_suffix('.backup')}")
                return
        except sqlite3.DatabaseError:
            pass
        if not backups.is_sqlite():
            return
        path = backups.store_path()
        db.session.remove()
        db.engine.dispose()
    for end in ("", "-wal", "-shm"):
        there = path.with_name(path.name + end)
        if there.exists() and there.stat().st_size:
            aside.mkdir(mode=0o700, exist_ok=True)
            there.replace(aside / there.name)
    if aside.exists():
        click.echo(f"What was there could not be read: {aside}")


def _replace(app: Flask, found: Unpacked, secret: str | None, now: datetime) -> None:
    """Put the key, the uploads and the store in their places."""
    instance = _instance(app)
    if secret is not None:
        _write_secret(instance / SECRET, secret)
    if (instance / UPLOADS).exists() and any((instance / UPLOADS).iterdir()):
        aside = _aside(app, now)
        aside.mkdir(mode=0o700, exist_ok=True)
        (instance / UPLOADS).replace(aside / UPLOADS)
    if found.uploads is not None:
        shutil.rmtree(instance / UPLOADS, ignore_errors=True)
        shutil.move(found.uploads, instance / UPLOADS)
    with app.app_context():
        click.echo("Replacing the store.")
        if backups.is_sqlite():
            backups.replace_sqlite(found.store)
        else:
            upgrade()
            backups.replace_rows(found.store, _tell)


def _erasures(app: Flask, found: Unpacked) -> Lines:
    """Gather who was erased as the log, the store that is there and the backup know it; the log then has all."""
    log = app.extensions["outside"].erasures
    logged: Lines = log.lines()
    with app.app_context():
        there = noted() if backups.revision() in _known(app) and backups.has_erasures() else []
    known = {(line["at"], line.get("person")) for line in logged}
    more = []
    for line in [*read_lines(found.log), *there]:
        key = (line["at"], line.get("person"))
        if key not in known:
            known.add(key)
            more.append(line)
    if more:
        log.append(more)
    return [*logged, *more]


def _secret_in_force(app: Flask, found: Unpacked) -> tuple[str, bool]:
    """Give the key that links will have, and whether it is the one of the instance's own file."""
    path, present = _instance(app) / SECRET, app.config["SECRET_KEY"]
    if not path.is_file() or path.read_text("ascii").strip() != present:
        if present != found.secret:
            click.echo("MEETINGS_SECRET_KEY is not the key of this backup: its links are dead.", err=True)
        return present, False
    return found.secret, True


def _write_secret(path: Path, secret: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    part.replace(path)


def _check_revision(app: Flask, revision: str) -> None:
    with app.app_context():
        present = backups.revision()
    for one, whose in ((revision, "the backup"), (present, "the store")):
        if one is not None and one not in _known(app):
            raise click.ClickException(
                f"{whose} has schema {one}, which this version does not know; it knows up to {_head(app)}"
            )


def _known(app: Flask) -> set[str]:
    return {one.revision for one in _scripts(app).walk_revisions()}


def _head(app: Flask) -> str:
    return str(_scripts(app).get_current_head())


def _scripts(app: Flask) -> ScriptDirectory:
    return ScriptDirectory(str(app.config["MIGRATIONS"]))


@contextmanager
def _file_store(app: Flask, path: Path) -> Iterator[None]:
    """Work on a file of SQLite as on the store."""
    bare = Flask("meetings")
    bare.config.from_mapping(DATABASE_URL=f"sqlite:///{path}", MIGRATIONS=app.config["MIGRATIONS"])
    install_store(bare)
    with bare.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _folder(app: Flask, prefix: str) -> Iterator[Path]:
    """Give a folder that only we can read, and take it away again."""
    with tempfile.TemporaryDirectory(dir=_instance(app), prefix=prefix) as name:
        yield Path(name)


@contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line that the disk is full, or a folder not ours."""
    try:
        yield
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{named}{error.strerror or error}") from None


def _tell(table: str, number: int) -> None:
    if number:
        click.echo(f"  {table}: {number}")


def _instance(app: Flask) -> Path:
    return Path(app.config["INSTANCE"])


def _passphrase() -> str:
    found = os.environ.get(PASSPHRASE, "")
    if not found:
        raise click.ClickException(f"{PASSPHRASE}: expected a passphrase")
    return found
