"""The Bureau's report on credentials in words: its sentences, and under each the Parties in the language's order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.collation import order_key
from meetings.domain.cop.credentials import Group
from meetings.domain.languages import choose
from meetings.formats.times import date_range_words, date_words
from meetings.web.cop.credentials_words import GROUPS, group_sentence


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of the report: its heading, its sentence, and the Parties in it."""

    code: str
    title: str
    sentence: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The report in words, in one language."""

    title: str
    conference: str
    segment: str
    stands: str
    opening: str
    groups: tuple[GroupShown, ...]
    unconfirmed: GroupShown | None
    parties: int


def report_shown(
    facts: Mapping[str, Any],
    *,
    conference: Mapping[str, str],
    segment: Mapping[str, str],
    stands_on: date,
    language: str,
) -> ReportShown:
    """Word a report.

    Takes: its facts, of a dated copy or as things stand; what the conference and the segment are called.
    """
    named = facts["names"]
    groups = tuple(
        GroupShown(code, GROUPS[code](), group_sentence(code, len(codes)), _names(codes, named, language))
        for code, codes in sorted(facts["groups"].items(), key=lambda one: list(Group).index(Group(one[0])))
    )
    count = sum(len(codes) for codes in facts["groups"].values())
    dates = date_range_words(
        date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"]), language
    )
    return ReportShown(
        _("Report of the Bureau on credentials"),
        choose(conference, language)[0],
        f"{choose(segment, language)[0]} · {dates}",
        _("As of %(day)s", day=date_words(stands_on, language)),
        _opening(facts, count, language),
        groups,
        _unconfirmed(facts["unconfirmed"], named, language),
        count,
    )


def _opening(facts: Mapping[str, Any], count: int, language: str) -> str:
    whole = ngettext(
        "The report covers %(num)d Party with a delegation.",
        "The report covers %(num)d Parties with delegations.",
        count,
    )
    days = [date_words(date.fromisoformat(one), language) for one in facts["examined_on"]]
    if not days:
        return f"{whole} " + _("The Bureau has not examined credentials yet.")
    return f"{whole} " + _("The Bureau examined credentials on %(days)s.", days=_(", ").join(days))


def _unconfirmed(codes: list[str], named: Mapping[str, Any], language: str) -> GroupShown | None:
    if not codes:
        return None
    sentence = ngettext(
        "Of %(num)d State it is to be confirmed whether it is a Party; it is in none of the groups above.",
        "Of %(num)d States it is to be confirmed whether they are Parties; they are in none of the groups above.",
        len(codes),
    )
    return GroupShown("unconfirmed", _("To be confirmed"), sentence, _names(codes, named, language))


def _names(codes: list[str], named: Mapping[str, Any], language: str) -> tuple[str, ...]:
    names = [choose(named.get(code, {"en": code}), language)[0] for code in codes]
    return tuple(sorted(names, key=lambda name: order_key(name, language)))
