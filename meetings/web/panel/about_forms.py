"""The form of what a panellist says of themselves, on their own page and at the desk on their behalf."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import TooLarge
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.about import LONGEST, MOST_PHOTO
from meetings.formats.panel.photos import clean_photo
from meetings.queries.panel.about import About
from meetings.services.panel.about import AboutGiven
from meetings.web.desk.uploads import put, sent
from meetings.web.pages import OWN_NAMES


@contextmanager
def about_given() -> Iterator[AboutGiven]:
    """Read the form, with its photo in storage while the block makes something of it.

    Raises: TooLarge, and what an unreadable photo raises, with field `photo`.
    """
    with _photo() as photo:
        yield AboutGiven(
            biography={code: request.form.get(f"biography-{code}", "") for code in LANGUAGES},
            may_print="may_print" in request.form,
            photo=photo,
            drops_photo="drop_photo" in request.form,
        )


@contextmanager
def _photo() -> Iterator[FileGiven | None]:
    """Put the photo of the form into storage, if there is one: the picture alone."""
    file = sent("photo")
    if file is None:
        yield None
        return
    raw = file.stream.read(MOST_PHOTO + 1)
    if len(raw) > MOST_PHOTO:
        raise TooLarge(field="photo", most=MOST_PHOTO // 1_000_000)
    cleaned, kind = clean_photo(raw)
    with put("photo", "photos", lambda: iter((cleaned,))) as (key, size, digest):
        yield FileGiven(key, kind, size, digest)


def about_shown(about: About, first: str, *, is_typed: bool) -> dict[str, Any]:
    """Give what the form shows: as stored, or as it was typed.

    Takes: the language whose text comes first.
    """
    typed = request.form if is_typed else {}
    texts = {code: typed.get(f"biography-{code}", about.biography.get(code, "")) for code in LANGUAGES}
    return {
        "about": about,
        "texts": [
            (code, OWN_NAMES[code], texts[code]) for code in sorted(LANGUAGES, key=lambda one: one != first)
        ],
        "may_print": "may_print" in typed if is_typed else about.may_print,
        "longest": LONGEST,
        "most": MOST_PHOTO // 1_000_000,
    }
