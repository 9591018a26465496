"""A report in words, with all that its page, its paper and its workbook are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetings.domain.report_changes import Change
from meetings.domain.statistics import COUNTS
from meetings.formats import times
from meetings.formats.report_cut_tables import key_words
from meetings.formats.report_paragraph import paragraph
from meetings.formats.report_tables import STAGES, figures, tables
from meetings.formats.report_words import Cell, Figure, Line, Say, Sheet, Table, Words


@dataclass(frozen=True, slots=True)
class Printed:
    """A report in words; `made_on` is the day it was drawn up, in the zone of its programme."""

    title: str
    dates: str
    drawn_up: str
    made_on: date
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    figures_title: str
    paragraph_title: str
    paragraph: str
    definitions: Table
    notes: tuple[str, ...] = ()
    demonstration: bool = False
    language: str = "en"


def printed(sheet: Sheet, made_at: datetime, lang: str, say: Say) -> Printed:
    """Word a report.

    Takes: `say`, the macros of `templates/report/words.html` by name.
    """
    words = Words(lang, say)
    return Printed(
        title=words.title(sheet["title"]),
        dates=_dates(sheet, lang),
        drawn_up=say("drawn_up", times.full_day_words(made_at, sheet["zone"], lang)),
        made_on=made_at.date(),
        figures=tuple(figures(sheet, words)),
        tables=tuple(tables(sheet, words)),
        figures_title=say("term", "figures"),
        paragraph_title=say("term", "paragraph"),
        paragraph=paragraph(sheet, made_at, lang),
        definitions=_definitions(sheet, words),
        notes=() if sheet["complete"] else (say("note", "incomplete"),),
        demonstration=sheet["demonstration"],
        language=lang,
    )


def changes_table(found: Sequence[Change], sheets: Iterable[Sheet], lang: str, say: Say) -> Table:
    """Name every figure that differs from the copy before, old and new.

    Takes: the sheets, the new one last, for the names of what they count.
    """
    words = Words(lang, say)
    named = {
        (kind, one["slug"]): words.title(one["title"])
        for sheet in sheets
        for kind in ("streams", "sessions")
        for one in sheet[kind]
    }
    last = list(sheets)[-1]
    lines = tuple(
        Line(
            Cell(_changed_words(one, named, last, words)),
            (
                Cell(say("name", one.name), look="text"),
                words.known(one.before) if one.kind != "cut" else words.plain(one.before),
                words.known(one.after) if one.kind != "cut" else words.plain(one.after),
            ),
        )
        for one in found
    )
    heads = tuple(say("term", one) for one in ("of", "count", "old", "new"))
    return Table("changes", say("term", "changes"), heads, lines, is_text=frozenset((1,)))


def _changed_words(one: Change, named: dict[tuple[str, str], str], last: Sheet, words: Words) -> str:
    if one.kind == "cut":
        return f"{words.say('term', one.slug)}: {key_words(one.slug, one.key or None, last, words)}"
    if one.kind == "all":
        return words.say("term", "all")
    return named.get((one.kind, one.slug)) or words.say("term", "no_stream")


def _definitions(sheet: Sheet, words: Words) -> Table:
    share = words.share(sheet["share_percent"] / 100)
    lines = []
    for name in (*COUNTS, *STAGES):
        said = words.say("definition_stayed", share) if name == "stayed" else words.say("definition", name)
        lines.append(Line(Cell(words.say("name", name)), (Cell(said, look="text"),)))
    heads = (words.say("term", "count"), words.say("term", "definition"))
    return Table(
        "definitions", words.say("term", "definitions"), heads, tuple(lines), is_text=frozenset((1,))
    )


def _dates(sheet: Sheet, lang: str) -> str:
    if not sheet["starts_on"]:
        return ""
    first, last = (date.fromisoformat(sheet[name] or sheet["starts_on"]) for name in ("starts_on", "ends_on"))
    return times.date_range_words(first, last, lang)
