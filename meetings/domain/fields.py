"""Which fields organizers write of programmes, streams and sessions, and what each must be to be kept."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from meetings.domain import errors
from meetings.domain import programmes as rules
from meetings.domain.codes import LANGUAGES, Admission, ProgrammeKind, SessionState
from meetings.domain.cop.parties import TREATIES
from meetings.domain.offers import check_offer_hours
from meetings.domain.registrations import check_line
from meetings.domain.reminders import check_digest, check_rules

Checks = dict[str, Callable[[Any], Any]]
# Nobody approves registrations yet: who asks for it is refused, rather than everybody let in.
ADMISSIONS: Final = tuple(one for one in Admission if one is not Admission.APPROVAL)
PROGRAMME: Final[Checks] = {
    "kind": lambda value: rules.check_choice(value, "kind", tuple(ProgrammeKind)),
    "title": lambda value: rules.check_words(value, "title", needed=True),
    "place": lambda value: rules.check_words(value, "place"),
    "zone": rules.check_zone_field,
    "starts_on": lambda value: rules.check_day(value, "starts_on"),
    "ends_on": lambda value: rules.check_day(value, "ends_on"),
    "treaty": lambda value: rules.check_choice(value, "treaty", TREATIES),
    "other_treaties": lambda value: rules.check_list(value, "other_treaties", TREATIES),
    "admission": lambda value: rules.check_choice(value, "admission", ADMISSIONS),
    "published": lambda value: _check_flag(value, "published"),
    "contact": lambda value: check_line(str(value or ""), "contact", 200),
    "reminders": check_rules,
    "digest": check_digest,
    "offer_hours": check_offer_hours,
}
STREAM: Final[Checks] = {
    "title": lambda value: rules.check_words(value, "title", needed=True),
    "position": lambda value: _check_number(value, "position"),
    "reminders": check_rules,
}
SESSION: Final[Checks] = {
    "title": lambda value: rules.check_words(value, "title", needed=True),
    "abstract": lambda value: rules.check_words(value, "abstract", long=True),
    "languages": lambda value: rules.check_list(value, "languages", LANGUAGES),
    "interpreted": lambda value: rules.check_list(value, "interpreted", LANGUAGES),
    "partners": lambda value: rules.check_list(value, "partners"),
    "articles": lambda value: rules.check_list(value, "articles"),
    "state": lambda value: rules.check_choice(value, "state", tuple(SessionState)),
    "position": lambda value: _check_number(value, "position"),
    "reminders": check_rules,
}


def check_fields(values: Mapping[str, Any], checks: Checks, needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the fields that are given, each as it is kept.

    Takes: `checks`, of `PROGRAMME`, `STREAM` or `SESSION`; the names of those that must be given.
    Raises: Missing, and what a check raises, with the field to blame.
    """
    for name in needed:
        if values.get(name) in (None, "", {}):
            raise errors.Missing(field=name)
    return {name: check(values[name]) for name, check in checks.items() if name in values}


def _check_flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise errors.NotAChoice(field=field, value=str(value)[:40], choices=[True, False])
    return value


def _check_number(value: Any, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
        raise errors.NotANumber(field=field, least=0, most=10_000)
    return value
