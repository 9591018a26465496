"""A list of participants in one of six languages: from its facts to lines, and to paper, document and table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from meetings.domain.cop.lists import BodyListed, Listed, ListKind, Participants, Section, arranged
from meetings.domain.languages import choose, upright
from meetings.domain.zones import to_local
from meetings.formats.cop.docx import Document, Paragraph, docx_bytes
from meetings.formats.languages import marked
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.formats.times import date_range_words, full_day_words

TEMPLATE: Final = "list"
Say = Callable[..., str]
DETAILS: Final = ("function", "department", "organization", "address")
# Whoever leads is said to; that the others advise is seen from where they stand.
SAID_ROLES: Final = ("head", "alternate")


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody as printed."""

    number: int
    name: str
    role: str
    details: tuple[str, ...]
    email: str
    nomination: str


@dataclass(frozen=True, slots=True)
class BodyShown:
    """A delegation as printed; `note` says how many more only count."""

    id: str
    name: str
    language: str
    people: tuple[PersonShown, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A part of a list as printed."""

    title: str
    bodies: tuple[BodyShown, ...]


@dataclass(frozen=True, slots=True)
class ListShown:
    """A whole list as printed, in one language."""

    language: str
    programme: str
    title: str
    symbol: str
    lead: tuple[str, ...]
    sections: tuple[SectionShown, ...]
    total: str
    demonstration: str
    dated: datetime
    facts: Participants


def shown(
    one: Participants, language: str, say: Say, made_at: datetime, only: str | None = None
) -> ListShown:
    """Put a list into words.

    Takes: `say`, which gives words by name and values (see `web/cop/list_words.py`); `only`, a body shown alone, with
    the numbers its people have on the whole list.
    """
    head, kind = one.head, one.kind
    until = head["corrections_until"]
    lead = [
        _span(head, language),
        say("drawn_up", full_day_words(made_at, head["zone"], language)),
        say(f"about_{kind}"),
    ]
    if kind is ListKind.PROVISIONAL and until:
        day = full_day_words(datetime.fromisoformat(until), head["zone"], language)
        lead.append(say("corrections_by", day))
    sections = tuple(
        SectionShown(
            _section_title(part.section, head, language, say),
            tuple(_body(body, say) for body in part.bodies),
        )
        for part in arranged(one, language, only)
    )
    return ListShown(
        language=language,
        programme=marked(head["programme_title"], language),
        title=say(kind),
        symbol=head["symbol"],
        lead=tuple(words for words in lead if words),
        sections=sections,
        total=say("total", len(one.people), sum(not each.printed for each in one.people)),
        demonstration=say("demonstration") if head["demonstration"] else "",
        dated=to_local(made_at, head["zone"]),
        facts=one,
    )


def _span(head: Any, language: str) -> str:
    """Word what part of the conference it is of, when and where."""
    first, last = date.fromisoformat(head["starts_on"]), date.fromisoformat(head["ends_on"])
    place = choose(head["place"], language)[0]
    comma = {"ar": "، ", "zh": "，"}.get(language, ", ")
    words = (marked(head["title"], language), place, date_range_words(first, last, language))
    return comma.join(one for one in words if one)


def _section_title(section: Section, head: Any, language: str, say: Say) -> str:
    own = choose(head["unconfirmed_title"], language)[0] if section is Section.UNCONFIRMED else ""
    return own or say(section)


def _body(one: BodyListed, say: Say) -> BodyShown:
    people = tuple(_person(number, each, say) for number, each in one.people)
    return BodyShown(
        one.id, one.name, one.language, people, say("unnamed", one.unnamed) if one.unnamed else ""
    )


def _person(number: int, one: Listed, say: Say) -> PersonShown:
    printed = {field: upright(words) for field, words in one.printed.items()}
    return PersonShown(
        number=number,
        name=" ".join(words for words in (printed.get("courtesy"), printed["name"]) if words),
        role=say(one.role) if one.role in SAID_ROLES else "",
        details=tuple(printed[field] for field in DETAILS if field in printed),
        email=printed.get("email", ""),
        nomination=one.nomination,
    )


def paper(one: ListShown) -> dict[str, Any]:
    """Give what `templates/print/list.typ` sets."""
    return {
        "language": one.language,
        "title": f"{one.title} · {one.programme}",
        "heading": one.title,
        "programme": one.programme,
        "symbol": one.symbol,
        "dated": one.dated.replace(tzinfo=None),
        "lead": list(one.lead),
        "demonstration": one.demonstration,
        "total": one.total,
        "sections": [
            {
                "title": part.title,
                "bodies": [
                    {
                        "name": body.name,
                        "note": body.note,
                        "people": [
                            {
                                "number": str(each.number),
                                "name": each.name,
                                "lines": [words for words in (each.role, *each.details, each.email) if words],
                            }
                            for each in body.people
                        ],
                    }
                    for body in part.bodies
                ],
            }
            for part in one.sections
        ],
    }


def document(one: ListShown) -> bytes:
    """Give the list as a document for word processors."""
    return docx_bytes(
        Document(
            title=f"{one.title} · {one.programme}",
            language=one.language,
            header=one.symbol,
            footer=one.title,
            paragraphs=tuple(_paragraphs(one)),
            dated=one.dated,
            author=one.programme,
            columns=2,
        )
    )


def _paragraphs(one: ListShown) -> Iterator[Paragraph]:
    if one.demonstration:
        yield Paragraph("Note", one.demonstration)
    yield Paragraph("Subtitle", one.programme)
    yield Paragraph("Title", one.title)
    for words in one.lead:
        yield Paragraph("Note", words)
    for number, part in enumerate(one.sections):
        yield Paragraph("Heading1", part.title, begins_columns=number == 0)
        for body in part.bodies:
            yield Paragraph("Heading2", body.name, body.language)
            for each in body.people:
                yield Paragraph("Name", each.name, lead=f"{each.number}.")
                details = [words for words in (each.role, *each.details, each.email) if words]
                for at, words in enumerate(details, start=1):
                    yield Paragraph("Detail", words, kept=at < len(details))
            if body.note:
                yield Paragraph("Note", body.note)
    yield Paragraph("Note", one.total)


def table(one: ListShown, say: Say) -> tuple[list[str], list[list[str]]]:
    """Give the list as a table: its head, and a row for each who is named."""
    fields = ("courtesy", "name", "function", "department", "organization", "address", "email")
    head = [say(f"head_{name}") for name in ("number", "section", "delegation", "role", *fields)]
    by_nomination = {each.nomination: each for each in one.facts.people}
    rows = []
    for part in one.sections:
        for body in part.bodies:
            for person in body.people:
                listed = by_nomination[person.nomination]
                printed = [upright(listed.printed.get(field, "")) for field in fields]
                rows.append([str(person.number), part.title, body.name, say(listed.role), *printed])
    return head, rows


def sheet(one: ListShown, say: Say, form: str) -> bytes:
    """Give the list as `xlsx` or `csv`; no cell begins a formula."""
    head, rows = table(one, say)
    if form == "csv":
        return csv_bytes(head, rows)
    numbered: Iterable[list[Any]] = ([int(row[0]), *row[1:]] for row in rows)
    return xlsx_bytes(one.title, head, numbered)
