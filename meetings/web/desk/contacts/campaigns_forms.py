"""The form of a campaign: what is stored as it writes it, what was typed, and both sides of a stale save."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import LANGUAGES
from meetings.domain.programmes import check_day
from meetings.queries.contacts.campaigns import CampaignShown
from meetings.queries.revisions import facts_at
from meetings.web.desk.sides import Side, compare
from meetings.web.pages import OWN_NAMES

Form = MultiDict[str, str]
Stored = dict[str, str | list[str]]
TEXTS: Final = ("subject", "body")


def stored_campaign(row: CampaignShown) -> Stored:
    """Give a campaign as its form writes it."""
    facts = {
        "name": row.name,
        "list_ids": list(row.list_ids),
        "texts": row.texts,
        "zone": row.zone,
        "send_on": row.send_on.isoformat() if row.send_on else "",
        "send_hour": row.send_hour,
        "counts_opens": row.counts_opens,
    }
    return _written(facts)


def _written(facts: Mapping[str, Any]) -> Stored:
    """Write facts as the form does; those that are not given are left out."""
    values: Stored = {}
    for name in ("name", "zone", "send_on", "send_hour"):
        if name in facts:
            values[name] = str(facts[name] if facts[name] is not None else "")
    if "list_ids" in facts:
        values["list_ids"] = list(facts["list_ids"])
    if "counts_opens" in facts:
        values["counts_opens"] = "1" if facts["counts_opens"] else ""
    if "texts" in facts:
        for code in LANGUAGES:
            for name in TEXTS:
                values[f"{name}-{code}"] = facts["texts"].get(code, {}).get(name, "")
    return values


def typed_campaign(form: Form) -> dict[str, Any]:
    """Read a campaign.

    Raises: NotATime, with field `send_on`.
    """
    return {
        "name": form.get("name", ""),
        "list_ids": form.getlist("list_ids"),
        "zone": form.get("zone", ""),
        "send_on": check_day(form.get("send_on", "").strip() or None, "send_on"),
        "send_hour": form.get("send_hour", ""),
        "counts_opens": bool(form.get("counts_opens")),
        "texts": typed_texts(form),
    }


def typed_texts(form: Form) -> dict[str, dict[str, str]]:
    """Read the texts in all languages, as they are typed."""
    return {code: {name: form.get(f"{name}-{code}", "") for name in TEXTS} for code in LANGUAGES}


def shown(stored: Stored, typed: Form | None) -> dict[str, Any]:
    """Give the values of the form: as stored, or as typed."""
    if typed is None:
        return dict(stored)
    return {
        name: typed.getlist(name) if isinstance(value, list) else typed.get(name, "")
        for name, value in stored.items()
    }


def both_sides(row: CampaignShown, now: Stored, form: Form, lists: Mapping[str, str]) -> tuple[Side, ...]:
    """Give what differs between what is stored, what was typed, and what stood when the form was opened.

    Takes: the names of lists by their ids.
    """
    seen = form.get("revision", "")
    known = seen.isascii() and seen.isdigit() and len(seen) < 10
    was = _written(facts_at(f"campaign:{row.id}", int(seen))) if known else {}
    names = _labels()

    def word(name: str, value: Any) -> str:
        if name == "list_ids":
            return _(", ").join(sorted(lists.get(one, one) for one in value)) or "–"
        if name == "counts_opens":
            return _("Yes") if value else _("No")
        return str(value or "").strip()[:300] or "–"

    mine = {
        name: sorted(form.getlist(name))
        if isinstance(now[name], list)
        else str(form.get(name, "")).replace("\r\n", "\n")
        for name in names
    }
    return compare(names, now, mine, was=was, word=word)


def _labels() -> dict[str, str]:
    each = {
        f"{name}-{code}": f"{words}, {OWN_NAMES[code]}"
        for name, words in (("subject", _("Subject")), ("body", _("Words of the mail")))
        for code in LANGUAGES
    }
    return {
        "name": _("Name"),
        "list_ids": _("Lists"),
        "send_on": _("Day"),
        "send_hour": _("Hour"),
        "zone": _("Time zone"),
        "counts_opens": _("Count openings by a picture"),
        **each,
    }
