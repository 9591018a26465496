"""The questions and answers of a session as a paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from meetings.domain.languages import upright

TEMPLATE: Final = "questions"


@dataclass(frozen=True, slots=True)
class EntryWords:
    """A question and its answer in words; each may be in a language of its own."""

    question: str
    asked: str
    answer: str
    answered: str
    direction: str = "ltr"
    answer_direction: str = "ltr"


def paper(
    entries: Iterable[EntryWords], words: Mapping[str, str], language: str, dated: datetime
) -> dict[str, Any]:
    """Give the data of the template `questions`.

    Takes: `words`, the `heading`, `title`, `programme`, `made` and `empty` of the paper, in its language; `dated`, a
    wall time.
    """
    return {
        "language": language,
        "title": f"{words['heading']}: {upright(words['title'])}",
        "author": words["author"],
        "dated": dated,
        **{name: words[name] for name in ("heading", "programme", "made", "empty")},
        "topic": words["title"],
        "entries": [
            {
                "question": one.question,
                "asked": one.asked,
                "answer": one.answer,
                "answered": one.answered,
                "turns": one.direction,
                "answer_turns": one.answer_direction,
            }
            for one in entries
        ],
    }
