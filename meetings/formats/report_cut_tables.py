"""The tables of a report that say who came: its cuts, the two times of a session, and the panel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from meetings.formats import times
from meetings.formats.languages import language_name
from meetings.formats.report_words import Cell, Line, Sheet, Table, Words, bars, is_guarded


def cut_table(by: str, sheet: Sheet, words: Words) -> Table:
    """Give participants and attendances by a property, with the attendances of each stream."""
    found = sheet["cuts"][by]
    hidden = any(is_guarded(cells) for cells in found["streams"].values())
    streams = [] if hidden or len(sheet["streams"]) < 2 else sheet["streams"]
    heads = (
        words.say("term", "group" if by != "country" else "country_head"),
        words.say("name", "participants"),
        words.say("name", "attendances"),
        *(words.title(one["title"]) or words.say("term", "no_stream") for one in streams),
    )
    of_stream = {
        slug: {one["key"]: one["attendances"] for one in cells} for slug, cells in found["streams"].items()
    }
    lengths = bars([one["attendances"] for one in found["cells"]])
    lines = tuple(
        Line(
            Cell(key_words(by, one["key"], sheet, words)),
            (
                words.plain(one["participants"], f"participants?by={by}&value={one['key'] or ''}"),
                words.plain(one["attendances"], f"attendances?by={by}&value={one['key'] or ''}"),
                *(words.plain(of_stream[each["slug"]].get(one["key"], 0)) for each in streams),
            ),
            bar=bar,
        )
        for one, bar in zip(found["cells"], lengths, strict=True)
    )
    notes = [words.say("note", by)] if by in ("returning", "language") else []
    notes += [words.say("note", "small")] if is_guarded(found["cells"]) else []
    return Table(
        by, words.say("term", by), heads, lines, tuple(notes), bars_of=words.say("name", "attendances")
    )


def key_words(by: str, key: str | None, sheet: Sheet, words: Words) -> str:
    """Name a cell of a cut."""
    if by == "language":
        return language_name(key, words.lang) if key else words.say("term", "unknown")
    if by == "country":
        return words.title(sheet["countries"].get(key, {"en": key or ""})) or words.say("term", "unknown")
    return words.say(by, key)


def twice_tables(sheet: Sheet, words: Words) -> list[Table]:
    """Give which of two times served whom, in all; and for the desk, session by session."""
    found = sheet["twice"]
    if not found["which"]:
        return []
    names = [words.say("term", name) for name in ("earlier", "later")]
    lines = tuple(
        Line(
            Cell(name),
            (words.plain(one["people"]), words.plain(one["attendances"]), words.plain(one["only"])),
        )
        for name, one in zip(names, found["which"], strict=True)
    )
    counts = (words.say("name", "participants"), words.say("name", "attendances"), words.say("term", "only"))
    made = [Table("twice", words.say("term", "twice"), (words.say("term", "time"), *counts), lines)]
    for by in ("hour", "region", "category"):
        made.append(_by_which(by, found["which"], names, words))
    if found["sessions"]:
        made.append(_session_by_session(sheet, words, counts))
    return made


def _by_which(by: str, which: Sequence[Mapping[str, Any]], names: Sequence[str], words: Words) -> Table:
    sides = [{one["key"]: one["people"] for one in each[by]} for each in which]
    keys = [*dict.fromkeys(key for side in sides for key in side if key), None]
    lines = tuple(
        Line(Cell(words.say(by, key)), tuple(words.plain(side.get(key, 0)) for side in sides))
        for key in keys
        if any(key in side for side in sides)
    )
    notes = [words.say("note", "hour")] if by == "hour" else []
    notes += [words.say("note", "small")] if any(is_guarded(each[by]) for each in which) else []
    return Table(
        f"twice_{by}",
        words.say("term", f"twice_{by}"),
        (words.say("term", "group"), *names),
        lines,
        tuple(notes),
    )


def _session_by_session(sheet: Sheet, words: Words, counts: Sequence[str]) -> Table:
    titles = {one["slug"]: (one["title"], one["palette"]) for one in sheet["sessions"]}
    at = {time["id"]: time for one in sheet["sessions"] for time in one["times"] if "id" in time}
    hours = ("work", "awake", "asleep", None)
    lines = []
    for one in sheet["twice"]["sessions"]:
        title, palette = titles[one["slug"]]
        for time in one["times"]:
            of_hour = {each["key"]: each["people"] for each in time["hour"]}
            slot = at[time["id"]]
            when = times.short_words(datetime.fromisoformat(slot["starts_at"]), slot["zone"], words.lang)
            cells = (
                Cell(when),
                *(words.plain(time[name]) for name in ("people", "attendances", "only")),
                *(words.plain(of_hour.get(key, 0)) for key in hours),
            )
            lines.append(Line(Cell(words.title(title)), cells, palette))
    return Table(
        "twice_sessions",
        words.say("term", "twice_sessions"),
        (
            words.say("term", "session"),
            words.say("term", "time"),
            *counts,
            *(words.say("hour", key) for key in hours),
        ),
        tuple(lines),
        (words.say("note", "hour"),),
        is_text=frozenset((1,)),
    )


def panel_tables(sheet: Sheet, words: Words) -> list[Table]:
    """Give how the panels are balanced by region and by gender."""
    if not sheet["panel"]["people"]:
        return []
    made = []
    for by in ("region", "gender"):
        found = sheet["panel"][by]
        lengths = bars([one["people"] for one in found])
        lines = tuple(
            Line(Cell(_panel_key(by, one["key"], words)), (words.plain(one["people"]),), bar=bar)
            for one, bar in zip(found, lengths, strict=True)
        )
        notes = [words.say("note", "panel")] + ([words.say("note", "small")] if is_guarded(found) else [])
        heads = (words.say("term", "group"), words.say("name", "panelists"))
        made.append(
            Table(f"panel_{by}", words.say("term", f"panel_{by}"), heads, lines, tuple(notes), heads[1])
        )
    return made


def _panel_key(by: str, key: str | None, words: Words) -> str:
    """Name a line of the panel: where no country is known, nothing is said of a group."""
    return words.say(by, key) if key else words.say("term", "unknown")
