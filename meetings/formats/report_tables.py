"""A report's sheet as figures and tables in a language, the same for page, paper and workbook."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.report_cut_tables import cut_table, panel_tables, twice_tables
from meetings.formats.report_words import Cell, Figure, Line, Sheet, Table, Words, bars, look_of

BIG: Final = ("sessions", "hours", "attendances", "participants", "panelists")
COLUMNS: Final = (
    "sessions",
    "slots",
    "hours",
    "registrations",
    "attendances",
    "participants",
    "countries",
    "parties",
    "panelists",
)
SESSION_COLUMNS: Final = ("slots", "hours", "registrations", "panelists", "attendances")
UNBROKEN_PLUS: Final = "\u00a0+\u00a0"
STAGES: Final = ("registered", "came", "stayed", "answered")


def figures(sheet: Sheet, words: Words) -> list[Figure]:
    """Give the large figures, each with its definition and what it rests on."""
    return [
        Figure(
            key,
            words.say("name", key),
            words.count(sheet, key),
            words.say("definition", key),
            tuple(_notes_of(sheet["counts"][key], words)),
        )
        for key in BIG
    ]


def _notes_of(one: Mapping[str, Any], words: Words) -> Iterable[str]:
    if one["value"] is not None and "covered" in one:
        yield words.say("known", one["covered"])
    if one.get("published"):
        yield words.say("note", "published")
    if one["inferred"]:
        yield words.say("note", "inferred")
    for each in one["reported"]:
        yield words.say("reported", words.quoted(each))


def tables(sheet: Sheet, words: Words) -> list[Table]:
    """Give all tables of a report in the order in which they are read; those with nothing to say are left out."""
    found = [
        streams_table(sheet, words),
        sessions_table(sheet, words),
        stages_table(sheet, words),
        *who_tables(sheet, words),
        *twice_tables(sheet, words),
        *panel_tables(sheet, words),
        compared_table(sheet, words),
        reported_table(sheet, words),
        cut_table("country", sheet, words),
    ]
    return [one for one in found if one.lines or one.key in ("who", "compared")]


def who_tables(sheet: Sheet, words: Words) -> list[Table]:
    """Give who came by each property, but by country, which is long; or say that nobody recorded it."""
    if not sheet["cuts"]["region"]["known"]:
        return [Table("who", words.say("term", "who"), (), (), (words.say("note", "nobody"),))]
    return [cut_table(by, sheet, words) for by in ("region", "category", "language", "returning", "gender")]


def streams_table(sheet: Sheet, words: Words) -> Table:
    """Give the counts of each stream, and of all."""
    hours = [one["counts"]["hours"] for one in sheet["streams"]]
    lengths = bars([one["value"] for one in hours])
    lines = [
        Line(
            Cell(words.title(one["title"]) or words.say("term", "no_stream")),
            tuple(words.count(one, name, f"stream={one['slug']}") for name in COLUMNS),
            one["palette"],
            bar,
            look_of(count),
        )
        for one, bar, count in zip(sheet["streams"], lengths, hours, strict=True)
    ]
    all_of_it = tuple(words.count(sheet, name) for name in COLUMNS)
    return Table(
        "streams",
        words.say("term", "streams"),
        (words.say("term", "stream"), *(words.say("name", name) for name in COLUMNS)),
        (*lines, Line(Cell(words.say("term", "all")), all_of_it, is_total=True)),
        (words.say("note", "streams"),),
        bars_of=words.say("name", "hours"),
    )


def sessions_table(sheet: Sheet, words: Words) -> Table:
    """Give the counts of each session, with its day; attendances of several times stand beside each other, too."""
    counts = [one["counts"]["attendances"] for one in sheet["sessions"]]
    lengths = bars([one["value"] for one in counts])
    lines = [
        Line(
            Cell(words.title(one["title"])),
            (
                _day(one, words),
                *(words.count(one, name, f"session={one['slug']}") for name in SESSION_COLUMNS[:-1]),
                _by_time(one, words),
                words.count(one, SESSION_COLUMNS[-1], f"session={one['slug']}"),
            ),
            one["palette"],
            bar,
            look_of(count),
        )
        for one, bar, count in zip(sheet["sessions"], lengths, counts, strict=True)
    ]
    heads = (
        words.say("term", "session"),
        words.say("term", "date"),
        *(words.say("name", name) for name in SESSION_COLUMNS[:-1]),
        words.say("term", "time"),
        words.say("name", SESSION_COLUMNS[-1]),
    )
    return Table(
        "sessions",
        words.say("term", "sessions"),
        heads,
        tuple(lines),
        (words.say("note", "bars"),),
        bars_of=words.say("name", "attendances"),
        is_text=frozenset((1, 6)),
    )


def stages_table(sheet: Sheet, words: Words) -> Table:
    """Give how many registered, came, stayed and answered, in all, by stream and by session."""
    levels = [
        (words.say("term", "all"), None, sheet),
        *(
            (words.title(one["title"]) or words.say("term", "no_stream"), one["palette"], one)
            for one in sheet["streams"]
        ),
    ]
    lines = []
    for head, palette, level in levels:
        steps = level["stages"]
        cells = [words.known(steps[name]) for name in STAGES]
        shares = [_share(steps[of], steps[name], words) for name, of in zip(STAGES[1:], STAGES, strict=False)]
        lines.append(Line(Cell(head), (*cells, *shares), palette))
    names = [words.say("name", name) for name in STAGES]
    return Table(
        "stages",
        words.say("term", "stages"),
        (
            words.say("term", "stream"),
            *names,
            *(f"{name} / {of}" for name, of in zip(names[1:], names, strict=False)),
        ),
        tuple(lines),
        (
            words.say("definition", "came"),
            words.say("definition_stayed", words.share(sheet["share_percent"] / 100)),
        ),
    )


def compared_table(sheet: Sheet, words: Words) -> Table:
    """Hold the counts against those of the season before, or say why not."""
    title, found = words.say("term", "compared"), sheet["compared"]
    if found is None:
        return Table("compared", title, (), (), (words.say("note", "first"),))
    heads = ("count", "now", "before", "difference")
    lines = []
    for row in found["rows"]:
        if row["why"]:
            said = Cell(words.say("why", row["why"]), look="text")
        else:
            gap = row["now"] - row["before"]
            said = Cell(("+" if gap > 0 else "") + words.number(gap).replace("-", "−"), gap)
        cells = (words.known(row["now"]), words.known(row["before"]), said)
        lines.append(Line(Cell(words.say("name", row["count"])), cells))
    heads_words = tuple(words.say("term", one) for one in heads)
    before = f"{heads_words[2]}: {words.title(found['title'])}"
    return Table("compared", title, (*heads_words[:2], before, heads_words[3]), tuple(lines))


def reported_table(sheet: Sheet, words: Words) -> Table:
    """List the published figures with their sources, the programme's first."""
    rows = [(one, name, "") for name, count in sheet["counts"].items() for one in count["reported"]]
    for session in sheet["sessions"]:
        title = words.title(session["title"])
        rows += [(one, name, title) for name, count in session["counts"].items() for one in count["reported"]]
    lines = tuple(
        Line(
            Cell(words.say("name", name)),
            (
                Cell(title or words.say("term", "all"), look="text"),
                Cell(words.quoted(one), one["value"], "published"),
                Cell(one["source"], look="text"),
            ),
        )
        for one, name, title in rows
    )
    heads = tuple(words.say("term", one) for one in ("count", "of", "figure", "source"))
    return Table("reported", words.say("term", "reported"), heads, lines, is_text=frozenset((1, 3)))


def _share(of: float | None, value: float | None, words: Words) -> Cell:
    if not of or value is None:
        return Cell("–", None, "unknown")
    return Cell(words.share(value / of), value / of, is_share=True)


def _day(session: Mapping[str, Any], words: Words) -> Cell:
    if not session["starts_at"]:
        return Cell("")
    at = datetime.fromisoformat(session["starts_at"])
    text = times.day_words(at, session["zone"], words.lang)
    day = to_local(at, session["zone"]).date()
    return Cell(f"≈ {text}", day, "inferred") if session["date_inferred"] else Cell(text, day)


def _by_time(session: Mapping[str, Any], words: Words) -> Cell:
    """Say how many came to each of several times, where that is known of all: 70 + 115."""
    counts = [one["counts"]["attendances"]["value"] for one in session["times"] if one["held"]]
    if len(counts) < 2 or None in counts:
        return Cell("")
    return Cell(UNBROKEN_PLUS.join(words.number(one) for one in counts))
