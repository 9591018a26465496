"""A weekly series of sessions as it was asked for: titles, the first hour, and the hours of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.weekly import Occurrence, series_titles, weekly
from meetings.services.board import SessionGiven, TimeGiven


@dataclass(frozen=True, slots=True)
class SeriesAsked:
    """What is asked for; `count` 0 for as many as there are titles, `again` for another hour of the same days."""

    titles: Sequence[str]
    language: str
    count: int
    first: datetime
    zone: str
    minutes: int
    every: int = 1
    again: time | None = None
    fold: int | None = None
    stream: str | None = None
    languages: Sequence[str] = field(default=())
    partners: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Series:
    """A series that can be made: the sessions, and their times in order."""

    sessions: tuple[SessionGiven, ...]
    titles: tuple[str, ...]
    times: tuple[tuple[Occurrence, ...], ...]
    zone: str
    minutes: int


def series_of(asked: SeriesAsked) -> Series:
    """Give the sessions of a series with their times; nothing is made by this.

    Raises: Missing, TooManyLines, NotANumber, NotAChoice, UnknownZone, NonexistentTime, AmbiguousTime.
    """
    lang = asked.language
    if lang not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=lang[:20])
    titles = series_titles(asked.titles, max(asked.count or len(asked.titles), 1))
    first, zone, minutes = asked.first, asked.zone, asked.minutes
    starts = [first, *([datetime.combine(first, asked.again)] if asked.again else [])]
    each_hour = [weekly(one, zone, len(titles), every=asked.every, fold=asked.fold) for one in starts]
    times = tuple(tuple(each) for each in zip(*each_hour, strict=True))
    fields = {
        "stream": asked.stream,
        "languages": list(asked.languages),
        "partners": list(asked.partners),
    }
    return Series(
        tuple(
            SessionGiven(
                {**fields, "title": {lang: title}},
                tuple(TimeGiven(one.local_start, zone, minutes, 1, one.fold) for one in each),
            )
            for title, each in zip(titles, times, strict=True)
        ),
        tuple(titles),
        times,
        zone,
        minutes,
    )
