"""What somebody on panels says of themselves: text, photo, and whether both may be printed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from meetings.domain.errors import NotFound, Stale
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.about import check_biography
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.base import random_id
from meetings.models.panel.papers import Profile
from meetings.models.programmes import Programme
from meetings.services.discarding import discard
from meetings.services.panel.noting import note_panels_within


@dataclass(frozen=True, slots=True)
class AboutGiven:
    """What is said of somebody; a photo that is not given stays, unless it shall go."""

    biography: dict[str, str]
    may_print: bool
    photo: FileGiven | None = None
    drops_photo: bool = False


def say_about(
    person_id: int, programme_id: int, given: AboutGiven, seen: int, *, now: datetime, actor: str
) -> None:
    """Keep what somebody says of themselves for a programme; pages show it from now on where it may be printed.

    Takes: `seen`, the revision that the form showed, 0 for nothing said yet.
    Raises: TooLong, with the field; Stale.
    """
    biography = check_biography(given.biography)
    with transaction():
        row = _row(person_id, programme_id, now, actor)
        if row.revision != seen:
            raise Stale(current=row.revision)
        before = {"languages": sorted(row.biography), "photo": bool(row.photo), "print": row.may_print}
        was_shown = row.may_print
        row.biography, row.may_print = biography, given.may_print
        if given.drops_photo or given.photo is not None:
            _drop_photo(row, now)
        if given.photo is not None:
            _put_photo(row, given.photo)
        row.said_at, row.said_by = now, actor
        row.revision, row.updated_at = row.revision + 1, now
        if was_shown or row.may_print:
            _show_again(programme_id)
        after = {"languages": sorted(biography), "photo": bool(row.photo), "print": row.may_print}
        note_panels_within(now, actor, "about", (person_id, programme_id), before=before, after=after)


def _row(person_id: int, programme_id: int, now: datetime, actor: str) -> Profile:
    """Give what somebody says of themselves, made empty where there is nothing; of two at once, both get the same."""
    if db.session.get(Programme, programme_id) is None:
        raise NotFound()
    values = {
        "person_id": person_id,
        "programme_id": programme_id,
        "biography": {},
        "may_print": False,
        "said_at": now,
        "said_by": actor,
        "revision": 0,
        "updated_at": now,
    }
    store(insert_new(Profile).on_conflict_do_nothing(), values)
    theirs = (Profile.person_id == person_id, Profile.programme_id == programme_id)
    return db.session.scalars(select(Profile).where(*theirs).with_for_update()).one()


def _show_again(programme_id: int) -> None:
    """Let public pages be made anew; counted in the store, where another act may count at the same moment."""
    store(update(Programme).where(Programme.id == programme_id).values(changes=Programme.changes + 1))


def _put_photo(row: Profile, file: FileGiven) -> None:
    row.photo, row.photo_name = file.key, random_id()
    row.photo_type, row.photo_bytes, row.photo_digest = file.media_type, file.size, file.digest


def _drop_photo(row: Profile, now: datetime) -> None:
    discard([row.photo], now)
    row.photo = row.photo_name = row.photo_type = row.photo_bytes = row.photo_digest = None


def forget_profiles(person_id: int, now: datetime) -> None:
    """Take away what somebody said of themselves, with their photos; call it within a transaction."""
    for row in db.session.scalars(select(Profile).where(Profile.person_id == person_id)):
        discard([row.photo], now)
        if row.may_print:
            _show_again(row.programme_id)
        db.session.delete(row)
