"""A session or a whole season again at a later time: by whole weeks, so that weekday and wall time stay."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from meetings.domain import errors
from meetings.domain.programmes import SLUG_LENGTH
from meetings.domain.zones import to_instant

YEAR: Final = timedelta(weeks=52)
DAYS_OF_WEEK: Final = 7


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_between(old: date, new: date) -> int:
    """Say by how many weeks the week of one day lies after that of another."""
    return (monday(new) - monday(old)).days // DAYS_OF_WEEK


def next_year(day: date) -> date:
    """Give the day of the same weekday that lies nearest to a year later."""
    later = day.replace(year=day.year + 1, day=min(day.day, 28))
    weeks = round((later - day).days / DAYS_OF_WEEK)
    return day + timedelta(weeks=weeks)


def shifted(local: datetime, zone: str, fold: int, *, weeks: int = 0, days: int = 0) -> datetime:
    """Give a wall time so many weeks or days later, as it reads on the clock; it must exist there.

    Raises: NonexistentTime, TooFar.
    """
    try:
        moved = local + timedelta(weeks=weeks, days=days)
    except OverflowError:
        raise errors.TooFar(value=local.isoformat(timespec="minutes")) from None
    to_instant(moved, zone, fold)
    return moved


def retitled(words: Mapping[str, str], old: int, new: int) -> dict[str, str]:
    """Give texts by language with one year for another, where they name it."""
    return {lang: re.sub(rf"(?<!\d){old}(?!\d)", str(new), text) for lang, text in words.items()}


def next_slug(slug: str, old: int, new: int, taken: Collection[str] = ()) -> str:
    """Give a slug for the same again: with the year changed where it names one, else numbered; one that is free."""
    changed = re.sub(rf"(?<!\d){old}(?!\d)", str(new), slug)
    return free_slug(changed if changed != slug else f"{slug[: SLUG_LENGTH - 5]}-{new}", taken)


def free_slug(slug: str, taken: Collection[str]) -> str:
    """Give a slug that is not taken: itself, or with the first number behind it that is free."""
    base = slug[: SLUG_LENGTH - 5].rstrip("-")
    return next(one for one in _numbered(slug, base) if one not in taken)


def _numbered(slug: str, base: str) -> Iterable[str]:
    yield slug
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
