"""An announcement of a session, and its correction, in one of six languages: from facts to text and HTML.

In Arabic hours and Latin names stand in isolates, so that text pasted elsewhere keeps them right. Addresses stand alone
on their lines and without isolates, which programs would take for a part of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final

from meetings.domain.codes import SlotState
from meetings.domain.languages import choose, direction, upright
from meetings.domain.programmes import place_names
from meetings.domain.zones import to_local
from meetings.formats.announcement_words import CITIES, SENTENCES
from meetings.formats.languages import apart, marked
from meetings.formats.times import day_words, full_day_words, hour_words, language_name, word_slot, zone_city

Words = Mapping[str, str]
# One city or two of each region, from west to east.
ELSEWHERE: Final = (
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Dakar",
    "Africa/Nairobi",
    "Europe/Moscow",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "Pacific/Fiji",
)


@dataclass(frozen=True, slots=True)
class Time:
    """One holding; `place` has the names of where it is held, by language, and none where the zone's city will do."""

    starts_at: datetime
    minutes: int
    zone: str
    place: Words
    part: int = 1
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on the panel, with what is printed behind the name."""

    name: str
    affiliation: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What an announcement tells; `site` is the address of this one, `path` the session's within it: season/topic."""

    title: Words
    abstract: Words
    stream: Words
    times: tuple[Time, ...]
    spoken: tuple[str, ...]
    interpreted: tuple[str, ...]
    panel: tuple[Speaker, ...]
    partners: tuple[str, ...]
    site: str
    path: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `kind` is title, stream, text, time, fact or link; a link's address stands on a line of its own."""

    kind: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """The lines in one language; `lacks` names what is not translated: title, abstract, stream."""

    language: str
    lines: tuple[Line, ...]
    lacks: tuple[str, ...]

    @property
    def text(self) -> str:
        """Give plain text to paste, a paragraph a kind of line."""
        found: list[str] = []
        before = ""
        for line in self.lines:
            if found and (line.kind, before) not in ALIKE:
                found.append("")
            found += [line.text, line.address] if line.address else [line.text]
            before = line.kind
        return "\n".join(found) + "\n"

    @property
    def html(self) -> str:
        """Give a fragment for a web page."""
        inside = "\n".join(_html(line) for line in self.lines)
        return f'<article lang="{self.language}" dir="{direction(self.language)}">\n{inside}\n</article>\n'


ALIKE: Final = frozenset((("stream", "title"), ("time", "time"), ("fact", "fact"), ("link", "link")))


def _html(line: Line) -> str:
    text = escape(line.text)
    if line.address:
        address = escape(line.address)
        return f'<p>{text} <a href="{address}"><bdi dir="ltr">{address}</bdi></a></p>'
    return f"<h2>{text}</h2>" if line.kind == "title" else f"<p>{text}</p>"


def announcement(facts: Facts, lang: str) -> Announcement:
    """Write the announcement of a session in a language; a text that is not in it says so, for whoever edits it."""
    named = {"title": facts.title, "stream": facts.stream, "abstract": facts.abstract}
    lacks = tuple(name for name, words in named.items() if choose(words, lang)[1] != lang)
    return Announcement(lang, tuple(_lines(facts, lang)), lacks)


def _lines(facts: Facts, lang: str) -> Iterator[Line]:
    say = SENTENCES[lang]
    yield Line("title", _text(facts.title, lang))
    if any(facts.stream.values()):
        yield Line("stream", _text(facts.stream, lang))
    yield from (Line("text", one) for one in _paragraphs(facts.abstract, lang))
    if facts.is_cancelled:
        yield Line("text", say["cancelled"])
    elif not facts.times:
        yield Line("time", say["no_time"])
    yield from (Line("time", one) for one in _times(facts.times, lang))
    yield from (Line("fact", one) for one in _facts(facts, lang))
    page = f"{facts.site}/{lang}/{facts.path}/"
    if not facts.is_cancelled and facts.times:
        yield Line("text", say["free"])
        yield Line("link", say["register"], f"{page}register")
    yield Line("link", say["page"], page)
    if facts.times:
        yield Line("link", say["calendar"], f"{facts.site}/calendars/{facts.path}.ics?lang={lang}")


def _text(words: Words, lang: str) -> str:
    """Give a text in a language, or another one with a mark behind it."""
    text, language = choose(words, lang)
    if not text or language == lang:
        return text
    return f"{apart(text, lang)} {SENTENCES[lang]['not_translated']}"


def _paragraphs(words: Words, lang: str) -> list[str]:
    text, language = choose(words, lang)
    found = [one for one in text.split("\n") if one.strip()]
    if found and language != lang:
        found = [*(apart(one, lang) for one in found), SENTENCES[lang]["not_translated"]]
    return found


def _times(times: tuple[Time, ...], lang: str) -> Iterator[str]:
    say, parts = SENTENCES[lang], {one.part for one in times}
    if len(times) > len(parts):
        yield say["twice"]
    for time in times:
        words = time_words(time, lang)
        words = say["off"].format(words=words) if time.is_off else words
        yield say["part"].format(part=time.part, words=words) if len(parts) > 1 else words
        if not time.is_off:
            yield say["utc"].format(words=_in_utc(time, lang))
            yield say["cities"].format(words=elsewhere_words(time, lang))


def time_words(time: Time, lang: str) -> str:
    """Word day with its year, hours and offset where a time is held."""
    words = word_slot(time.starts_at, time.minutes, time.zone, time.zone, lang, time.place)
    hours = SENTENCES[lang]["hours"].format(hours=words.hours, where=words.where)
    day = full_day_words(time.starts_at, time.zone, lang)
    return SENTENCES[lang]["hours"].format(hours=day, where=hours)


def _in_utc(time: Time, lang: str) -> str:
    words = word_slot(time.starts_at, time.minutes, "UTC", "UTC", lang, {})
    return SENTENCES[lang]["hours"].format(
        hours=full_day_words(time.starts_at, "UTC", lang), where=words.hours
    )


def elsewhere_words(time: Time, lang: str) -> str:
    """Word the beginning in some cities of every region, with the day where it is another than in the time's place."""
    say, day = SENTENCES[lang], to_local(time.starts_at, time.zone).date()
    found = []
    for zone in ELSEWHERE:
        city = CITIES.get(zone, {}).get(lang) or zone_city(zone, lang)
        hour = apart(hour_words(time.starts_at, zone, lang), lang)
        is_same = to_local(time.starts_at, zone).date() == day
        words = "" if is_same else day_words(time.starts_at, zone, lang)
        found.append(say["city" if is_same else "city_day"].format(city=city, hour=hour, day=words))
    return " · ".join(found)


def _facts(facts: Facts, lang: str) -> Iterator[str]:
    say = SENTENCES[lang]
    rows = (
        ("spoken", [language_name(one, lang) for one in facts.spoken]),
        ("interpreted", [language_name(one, lang) for one in facts.interpreted]),
        ("panel", [_speaker(one, lang) for one in facts.panel]),
        ("partners", _names(facts.partners, lang)),
    )
    for name, words in rows:
        if words:
            yield say["fact"].format(name=say[name], words=say["names"].join(words))


def _speaker(one: Speaker, lang: str) -> str:
    name = apart(upright(one.name), lang) if one.name else SENTENCES[lang]["panellist"]
    if not one.affiliation:
        return name
    return SENTENCES[lang]["about"].format(name=name, affiliation=apart(upright(one.affiliation), lang))


def _names(names: Iterable[str], lang: str) -> list[str]:
    return [apart(upright(one), lang) for one in names]


def correction(
    facts: Facts, changes: Iterable[tuple[Time, Time]], address: str, lang: str, *, is_ours: bool
) -> Announcement:
    """Write to whoever announced a session what it says and what is true now.

    Takes: each time as it is stated and as it stands; where the announcement is, and whether it is our own.
    """
    say, pairs = SENTENCES[lang], list(changes)
    all_off = all(now.is_off for _stated, now in pairs)
    first = say["correction_off" if all_off else "correction"]
    lines = [Line("title", first.format(title=marked(facts.title, lang)))]
    for stated, now in pairs:
        was = say["off"].format(words=time_words(stated, lang)) if stated.is_off else time_words(stated, lang)
        lines.append(Line("time", say["before"].format(words=was)))
        lines.append(
            Line("time", say["now_off"] if now.is_off else say["now"].format(words=time_words(now, lang)))
        )
    lines.append(Line("link", say["please_ours" if is_ours else "please"], address))
    lines.append(Line("link", say["page"], f"{facts.site}/{lang}/{facts.path}/"))
    return Announcement(lang, tuple(lines), ())


def facts_of(programme: Any, one: Any, site: str) -> Facts:
    """Gather what the announcement of a session tells.

    Takes: the programme with its places, the session as it was announced, and the address of the site.
    """
    session = one.session
    return Facts(
        title=session.title,
        abstract=session.abstract,
        stream=session.stream.title if session.stream else {},
        times=tuple(time_of(programme, slot, slot.part) for slot in session.slots),
        spoken=session.languages,
        interpreted=session.interpreted,
        panel=tuple(
            Speaker(each.name, ", ".join(part for part in (each.function, each.organization) if part))
            for each in session.panel
        ),
        partners=session.partners,
        site=site,
        path=f"{programme.slug}/{session.slug}",
        is_cancelled=session.cancelled,
    )


def time_of(programme: Any, slot: Any, part: int) -> Time:
    """Give a time's facts, of a slot or of one of its versions."""
    place = place_names(programme, slot.zone)
    is_off = slot.state != SlotState.PLANNED
    return Time(slot.starts_at, slot.minutes, slot.zone, place, part, is_off=is_off)
