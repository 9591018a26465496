"""The form of a nominee: what was typed, and what the form shows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import GENDERS, LANGUAGES
from meetings.domain.cop.codes import Right
from meetings.domain.cop.delegations import LISTS, Nominee, Openness, Wish, modes_of, openness, roles_of
from meetings.queries.cop.delegation_page import DelegationPage, PersonShown
from meetings.web.cop.words import MODES, RIGHTS, ROLES
from meetings.web.pages import OWN_NAMES

LINES: Final = ("courtesy", "name", "function", "department", "organization", "address", "email", "telephone")
MOST_MEETINGS: Final = 200


def typed_nominee(form: MultiDict[str, str], segment_ids: Iterable[int]) -> Nominee:
    """Give the nominee that a form holds, as typed."""
    wishes = tuple(
        Wish(
            one,
            form.get(f"mode-{one}", ""),
            form.get(f"rights-{one}", Right.VIEWER),
            tuple(int(each) for each in form.getlist(f"meeting-{one}")[:MOST_MEETINGS] if _is_number(each)),
        )
        for one in segment_ids
        if str(one) in form.getlist("segment")
    )
    return Nominee(
        **{name: form.get(name, "") for name in LINES},
        role=form.get("role", ""),
        language=form.get("language", "en"),
        gender=form.get("gender", ""),
        lists=tuple(form.getlist("consent_list")),
        wishes=wishes,
    )


def form_values(given: Nominee | None, lang: str) -> dict[str, Any]:
    """Give what stands in the fields of the form."""
    if given is None:
        return {**dict.fromkeys(LINES, ""), "role": "", "language": lang, "gender": "", "lists": ("name",)}
    return {
        **{name: getattr(given, name) for name in LINES},
        "role": given.role,
        "language": given.language,
        "gender": given.gender,
        "lists": given.lists,
    }


def choices(category: str) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in the form."""
    genders: Mapping[str, str] = {"female": _("Female"), "male": _("Male"), "other": _("Other")}
    printed: Mapping[str, str] = {
        "name": _("Name, function and organization"),
        "email": _("E-mail"),
        "address": _("Address"),
    }
    return {
        "role": [(str(one), ROLES[one]()) for one in roles_of(category)],
        "language": [(one, OWN_NAMES[one]) for one in LANGUAGES],
        "gender": [("", _("Not said")), *((one, genders[one]) for one in GENDERS)],
        "lists": [(one, printed[one]) for one in LISTS],
    }


def segment_fields(
    page: DelegationPage, given: Nominee | None, person: PersonShown | None, now: datetime, *, asks: bool
) -> list[dict[str, Any]]:
    """Give the segments of the form: those that are open, those somebody is in, and all where it is asked for."""
    wished = {one.segment_id: one for one in given.wishes} if given else {}
    there = {one.segment.id for one in person.parts if one.is_there} if person else set()
    found = []
    for one in page.segments:
        stands = openness(one, page.reopened_until, now)
        if stands is Openness.OVER or (stands is Openness.CLOSED and one.id not in there and not asks):
            continue
        wish = wished.get(one.id)
        modes = modes_of(one.mode)
        found.append(
            {
                "id": one.id,
                "title": one.title,
                "chosen": wish is not None,
                "mode": wish.mode if wish else "",
                "modes": [(str(each), MODES[each]()) for each in modes] if len(modes) > 1 else [],
                "rights": wish.rights if wish else str(Right.VIEWER),
                "all_rights": [(str(each), RIGHTS[each]()) for each in Right],
                "meetings": [
                    {"id": each.id, "title": each.title, "chosen": bool(wish and each.id in wish.meetings)}
                    for each in page.meetings.get(one.id, ())
                ],
            }
        )
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
