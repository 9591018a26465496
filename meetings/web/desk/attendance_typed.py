"""What somebody answers of an attendance file, read from its form."""

from typing import Final

from werkzeug.datastructures import MultiDict

from meetings.domain import errors
from meetings.domain.attendance import COLUMNS, UNTIL_SLOT, Answers
from meetings.domain.attendance_places import check_file_zone, check_until

COLUMN: Final = "column:"
LONGEST: Final = 100


def typed_zone(form: MultiDict[str, str]) -> str:
    """Give the zone that was typed, else the one that was chosen, else nothing.

    Raises: UnknownZone.
    """
    zone = (form.get("zone", "").strip() or form.get("zone_choice", "").strip())[:LONGEST]
    return check_file_zone(zone) if zone else ""


def typed_answers(form: MultiDict[str, str]) -> Answers:
    """Give what was answered.

    Raises: NotAChoice; NotATime, field `until`; Taken and Missing, field `columns`.
    """
    order, fold = form.get("order", ""), form.get("fold", "")
    if order not in ("", "day", "month"):
        raise errors.NotAChoice(field="order", value=order[:20])
    if fold not in ("", "0", "1"):
        raise errors.NotAChoice(field="fold", value=fold[:20])
    return Answers(
        order=order,
        columns=_columns(form),
        fold=int(fold) if fold else None,
        until=_until(form),
        leave_out=form.get("leave_out") == "y",
    )


def _until(form: MultiDict[str, str]) -> str:
    typed = form.get("until", "").strip()[:LONGEST]
    return check_until(typed) or (UNTIL_SLOT if form.get("until_slot") == "y" else "")


def _columns(form: MultiDict[str, str]) -> dict[str, str]:
    """Give headings by what their columns hold."""
    found: dict[str, str] = {}
    for name, column in form.items():
        if not name.startswith(COLUMN) or not column:
            continue
        if column not in COLUMNS:
            raise errors.NotAChoice(field="columns", value=column[:20])
        if column in found:
            raise errors.Taken(field="columns", value=column)
        found[column] = name.removeprefix(COLUMN)
    named = {"name", "address", "first_name", "last_name"} & set(found)
    if found and not (named and "joined" in found):
        raise errors.Missing(field="columns")
    return found
