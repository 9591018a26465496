"""The other ways into a meeting, as rows of a form: what was typed, what is stored, and lines that compare the two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.channels import FIELDS, KINDS, MOST, Channel, check_channels, label_of
from meetings.queries.desk import SlotRow

EMPTY_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A row of the form."""

    kind: str = ""
    label: str = ""
    address: str = ""
    language: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed; what is chosen of a list alone is nothing."""
        return not (self.label.strip() or self.address.strip() or self.note.strip())


def kind_words() -> dict[str, str]:
    """Word the kinds, in the order of the list."""
    words = {
        "phone": _("By telephone"),
        "audio": _("Sound only"),
        "web": _("In the browser"),
        "stream": _("Webcast"),
    }
    return {kind: words[kind] for kind in KINDS}


def channel_rows(slot: SlotRow, typed: MultiDict[str, str] | None, lang: str) -> list[ChannelRow]:
    """Give the rows to show: as typed, else as stored, and empty ones to add more."""
    rows = _typed_rows(typed) if typed else []
    filled = [one for one in rows if not one.is_empty] or ([] if rows else stored_rows(slot, lang))
    return [*filled, *[ChannelRow()] * min(EMPTY_ROWS, MOST - len(filled))]


def stored_rows(slot: SlotRow, lang: str) -> list[ChannelRow]:
    """Give what is stored; a label in several languages shows in the reader's."""
    return [
        ChannelRow(one["kind"], label_of(one, lang), one["address"], one["language"] or "", one["note"])
        for one in slot.channels
    ]


def typed_channels(typed: MultiDict[str, str], slot: SlotRow, lang: str) -> list[Channel]:
    """Read the rows of the form; a label that shows as it is stored stays in all its languages.

    Raises: what `check_channels` raises; empty rows are left out before, as they are when it is shown again.
    """
    known = {
        (one["address"], label_of(one, lang)): one["label"]
        for one in slot.channels
        if isinstance(one["label"], dict)
    }
    rows = [one for one in _typed_rows(typed) if not one.is_empty]
    return check_channels([_channel(row, known) for row in rows])


def channel_lines(channels: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Write channels so that two lists of them can be compared."""
    parts = [
        (one["kind"], label_of(dict(one), lang), one["address"], one["language"], one["note"])
        for one in channels
    ]
    return " · ".join(" | ".join(part for part in each if part) for each in parts)


def typed_lines(typed: MultiDict[str, str], lang: str) -> str:
    """Write what was typed in the same way."""
    rows = [one for one in _typed_rows(typed) if not one.is_empty]
    return channel_lines([{name: getattr(row, name) for name in FIELDS} for row in rows], lang)


def _typed_rows(typed: MultiDict[str, str]) -> list[ChannelRow]:
    columns = [typed.getlist(f"channel_{name}")[: MOST + EMPTY_ROWS] for name in FIELDS]
    return [ChannelRow(*row) for row in zip(*columns, strict=False)]


def _channel(row: ChannelRow, known: Mapping[tuple[str, str], Any]) -> Channel:
    given = {name: getattr(row, name) for name in FIELDS}
    return given | {"label": known.get((row.address.strip(), row.label.strip()), row.label)}
