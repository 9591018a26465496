"""The paragraph of a report for the progress report: a sentence for each fact that is known, in six languages.

It says how many participants only where they were counted, keeps people and attendances apart, gives what others
reported with its source, and names what nobody recorded. No sentence of a source is used.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.numbers import format_decimal, format_percent

from meetings.formats import times
from meetings.formats.languages import apart, locale_of, marked
from meetings.formats.report_nouns import NAMES, NOUNS, QUALIFIERS
from meetings.formats.report_phrases import SENTENCES

Sheet = Mapping[str, Any]
TOLD: Final = ("registrations", "attendances", "participants", "countries", "parties", "panelists")
REPORTED: Final = (
    "sessions",
    "hours",
    "registrations",
    "attendances",
    "participants",
    "countries",
    "panelists",
)


def paragraph(sheet: Sheet, made_at: datetime, lang: str) -> str:
    """Write the paragraph of a sheet."""
    words = _Words(sheet, lang)
    return words.text("space").join(_sentences(sheet, made_at, words))


class _Words:
    """The words of one language, and the counts they are said of."""

    def __init__(self, sheet: Sheet, lang: str) -> None:
        self.lang, self.counts = lang, sheet["counts"]

    def text(self, key: str, **values: str) -> str:
        """Fill a sentence."""
        return SENTENCES[self.lang][key].format(**values)

    def number(self, value: float) -> str:
        """Write a number as the language does."""
        return str(format_decimal(value, locale=locale_of(self.lang)))

    def share(self, value: float) -> str:
        """Write a share of 1 in whole hundredths."""
        return str(format_percent(round(value, 2), locale=locale_of(self.lang)))

    def of(self, noun: str, value: float) -> str:
        """Write a number with its noun, which bends by it."""
        forms = NOUNS[self.lang][noun]
        form = locale_of(self.lang).plural_form(value)
        return forms.get(form, forms["other"]).format(n=self.number(value))

    def counted(self, name: str) -> str:
        """Write a count with its noun."""
        return self.of(name, self.counts[name]["value"])

    def is_counted(self, name: str) -> bool:
        """Say whether a count was counted here, whether of all times or of some."""
        one = self.counts[name]
        return one["value"] is not None and not one.get("published")

    def names(self, *names: str) -> str:
        """List what counts are called."""
        return self.text("comma").join(NAMES[self.lang][name] for name in names)


def _sentences(sheet: Sheet, made_at: datetime, words: _Words) -> Iterator[str]:
    yield from _held(sheet, words)
    yield from _came(words)
    yield from _published(words)
    yield from _steps(sheet, words)
    if words.is_counted("panelists") and words.counts["panelists"]["value"]:
        yield words.text("panelists", panelists=words.counted("panelists"))
    reported = words.text("semicolon").join(_reported(words))
    if reported:
        yield words.text("reported", figures=reported)
    unknown = [name for name in TOLD if words.counts[name]["value"] is None]
    if unknown:
        yield words.text("unknown", names=words.names(*unknown))
    if not sheet["complete"]:
        yield words.text("incomplete")
    if not sheet["finished"]:
        yield words.text("unfinished", day=times.date_words(made_at.date(), words.lang))
    if sheet["demonstration"]:
        yield words.text("invented")


def _held(sheet: Sheet, words: _Words) -> Iterator[str]:
    values = {
        "title": marked(sheet["title"], words.lang),
        "sessions": words.counted("sessions"),
        "hours": words.counted("hours"),
    }
    if sheet["starts_on"]:
        days = [date.fromisoformat(sheet[name] or sheet["starts_on"]) for name in ("starts_on", "ends_on")]
        yield words.text("held", dates=times.date_range_words(days[0], days[1], words.lang), **values)
    else:
        yield words.text("held_undated", **values)
    twice = sum(_is_held_twice(one) for one in sheet["sessions"])
    if twice:
        yield words.text("twice", twice=words.number(twice), slots=words.counted("slots"))
    filled_in = [name for name in ("slots", "hours") if words.counts[name]["inferred"]]
    if filled_in:
        yield words.text("filled_in", names=words.names(*filled_in))


def _is_held_twice(session: Mapping[str, Any]) -> bool:
    parts = [one["part"] for one in session["times"] if one["held"]]
    return len(parts) > len(set(parts))


def _came(words: _Words) -> Iterator[str]:
    """Say who came, as people and as attendances, where that was counted here."""
    if words.is_counted("participants") and words.counts["participants"]["value"]:
        people = {"participants": words.counted("participants"), "countries": words.counted("countries")}
        if words.is_counted("attendances"):
            yield words.text("people", attendances=words.counted("attendances"), **people)
        else:
            yield words.text("people_only", **people)
        if "covered" in words.counts["participants"]:
            covered = words.counts["participants"]["covered"]
            yield words.text(
                "partly", known=words.number(covered["slots"]), slots=words.of("slots", covered["of"])
            )
    if words.is_counted("unidentified") and words.counts["unidentified"]["value"]:
        yield words.text("unidentified", unidentified=words.counted("unidentified"))
    if words.is_counted("parties") and words.counts["parties"]["value"]:
        yield words.text("parties", parties=words.counted("parties"))


def _published(words: _Words) -> Iterator[str]:
    for name, key in (("attendances", "published"), ("registrations", "published_registrations")):
        one = words.counts[name]
        if one.get("published"):
            covered = one.get("covered", words.counts["slots"])
            known = covered.get("slots", covered.get("value"))
            yield words.text(
                key,
                known=words.number(known),
                slots=words.of("slots", covered.get("of", known)),
                **{name: words.counted(name)},
            )


def _steps(sheet: Sheet, words: _Words) -> Iterator[str]:
    steps = sheet["stages"]
    if words.is_counted("registrations") and words.counts["registrations"]["value"]:
        yield words.text("registrations", registrations=words.counted("registrations"))
    if steps["came"]:
        stayed = words.share(steps["stayed"] / steps["came"])
        yield words.text("stayed", stayed=stayed, share=words.share(sheet["share_percent"] / 100))
    if steps["answered"]:
        yield words.text("answered", answers=words.of("answers", steps["answered"]))


def _reported(words: _Words) -> Iterator[str]:
    """Give what others reported of the whole; a number that is the counted one says nothing more."""
    for name in REPORTED:
        for one in words.counts[name]["reported"]:
            if one["qualifier"] or one["value"] != words.counts[name]["value"]:
                form = QUALIFIERS[words.lang].get(one["qualifier"] or "", "{n}")
                yield words.text(
                    "figure",
                    name=NAMES[words.lang][name],
                    figure=form.format(n=words.number(one["value"])),
                    source=apart(one["source"], words.lang),
                )
