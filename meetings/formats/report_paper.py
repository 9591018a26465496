"""What the paper of a report is set from (`templates/print/report.typ`)."""

from datetime import datetime
from typing import Any, Final

from meetings.formats.report_page import Printed
from meetings.formats.report_words import Cell, Figure, Table

PALETTES: Final = 3
# Tables that begin a page of their own, because they are long.
ANNEXES: Final = ("country",)


def paper(
    report: Printed, *, site: str, seal: str = "", address: str = "", demonstration: str = ""
) -> dict[str, Any]:
    """Give the data of a paper.

    Takes: the name of the site; of a published copy the words of its seal and where it is found; what a demonstration
    says of itself.
    """
    return {
        "language": report.language,
        "title": report.title,
        "dated": datetime.combine(report.made_on, datetime.min.time()),
        "site": site,
        "dates": report.dates,
        "drawn_up": report.drawn_up,
        "demonstration": demonstration if report.demonstration else "",
        "seal": seal,
        "address": address,
        "notes": list(report.notes),
        "paragraph_title": report.paragraph_title,
        "paragraph": report.paragraph,
        "figures": [_figure(one) for one in report.figures],
        "tables": [_table(one) for one in (*report.tables, report.definitions)],
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "name": one.name,
        **_cell(one.cell),
        "definition": one.definition,
        "notes": list(one.notes),
    }


def _table(one: Table) -> dict[str, Any]:
    has_bars = any(line.bar for line in one.lines)
    return {
        "key": one.key,
        "title": one.title,
        "heads": list(one.heads),
        "bars_of": one.bars_of if has_bars else "",
        "is_text": sorted(one.is_text),
        "is_annex": one.key in ANNEXES,
        "notes": list(one.notes),
        "lines": [
            {
                "head": line.head.text,
                "palette": -1 if line.palette is None else line.palette % PALETTES,
                "is_total": line.is_total,
                "cells": [_cell(cell) for cell in line.cells],
                "bar": line.bar or 0,
                "bar_look": line.bar_look,
            }
            for line in one.lines
        ],
    }


def _cell(one: Cell) -> dict[str, Any]:
    return {"text": one.text, "look": one.look}
