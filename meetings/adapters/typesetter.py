"""Papers set by Typst: the same data give the same bytes, and a stranger's text stays text."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final

from meetings.domain.languages import direction
from meetings.domain.typesetting_errors import FontMissing, TypesettingMissing

# A reader with a screen reader gets tags, title and language; and a letter without a font is an error, not a box.
STANDARD: Final = "ua-1"
LOOKED_AT_PPI: Final = 110.0
LATIN: Final = ("Noto Sans", "Libertinus Serif")
ARABIC: Final = ("Noto Naskh Arabic", "Noto Sans Arabic")
CHINESE: Final = ("Noto Sans CJK SC", "Noto Serif CJK SC")
# In Chinese, signs between words are as wide as letters are, and only what is Latin stands in a Latin font.
FAMILIES: Final = {"ar": (*LATIN, *ARABIC, *CHINESE), "zh": (*CHINESE, *LATIN, *ARABIC)}
OTHERS: Final = (*LATIN, *ARABIC, *CHINESE)
SAMPLES: Final = {
    "Latin": "Nguyễn Façade ŁÓDŹ ÿ",
    "Cyrillic": "Щёґї",
    "Arabic": "صفحة لإنتاج",
    "Chinese": "汞公约會議",
}
UNSHOWABLE: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
FIRST_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
TURNING: Final = re.compile("[\u202a-\u202e\u2066\u2067]")
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class TypstTypesetter:
    """Sets the templates of one folder, reads nothing outside of it, and fetches nothing.

    One compiler is kept for the process, because it reads the machine's fonts when it begins; it takes one paper at
    a time, so threads wait for each other.

    Takes: `is_bare`, to do without the fonts of the machine.
    """

    def __init__(self, folder: Path, *, is_bare: bool = False) -> None:
        self._folder = folder
        self._is_bare = is_bare
        self._lock = Lock()

    def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """Set a paper as tagged PDF."""
        return self._pages(template, data, format="pdf", pdf_standards=STANDARD)[0]

    def png(self, template: str, data: Mapping[str, Any]) -> list[bytes]:
        """Set a paper as pictures, a page each."""
        self.pdf(template, data)  # only there a letter without a font is an error
        return self._pages(template, data, format="png", ppi=LOOKED_AT_PPI)

    def scripts(self) -> dict[str, bool]:
        """Say which scripts can be set here."""
        found = {}
        for script, sample in SAMPLES.items():
            try:
                self.pdf("scripts", {"language": "en", "title": script, "sample": sample})
                found[script] = True
            except FontMissing:
                found[script] = False
        return found

    def _pages(self, template: str, data: Mapping[str, Any], **options: Any) -> list[bytes]:
        dated = data.get("dated") or datetime(2000, 1, 1)  # noqa: DTZ001 - what a paper says of itself needs no zone
        given = _inert(
            {
                "author": "",
                **data,
                "direction": direction(data["language"]),
                "dated": list(dated.timetuple()[:6]),
                "fonts": self._fonts(data["language"]),
            }
        )
        path = self._folder / f"{template}.typ"
        compiler, failed = self._compiler, self._typst.TypstError
        try:
            with self._lock:
                made = compiler.compile(
                    input=str(path), sys_inputs={"data": json.dumps(given)}, timestamp=0, **options
                )
        except failed as error:
            letters = UNSHOWABLE.search(str(error))
            if letters is None:
                raise
            raise _font_missing(letters[1]) from None
        return made if isinstance(made, list) else [made]

    @cached_property
    def _typst(self) -> Any:
        try:
            import typst  # an extra, and 40 MB in every process that sets papers
        except ImportError:
            raise TypesettingMissing() from None
        return typst

    @cached_property
    def _compiler(self) -> Any:
        return self._typst.Compiler(root=str(self._folder), ignore_system_fonts=self._is_bare)

    @cached_property
    def _families(self) -> frozenset[str]:
        return frozenset(self._typst.Fonts(include_system_fonts=not self._is_bare).families())

    def _fonts(self, language: str) -> list[Any]:
        """Name the fonts for a language that are here, the best first; a letter in none of them is sought in all."""
        here = [name for name in FAMILIES.get(language, OTHERS) if name in self._families]
        if language != "zh":
            return list(here)
        latin = [{"name": name, "covers": "latin-in-cjk"} for name in here if name in LATIN]
        return [*latin, *here]


def _font_missing(shown: str) -> FontMissing:
    """Name the letter as it is, though the typesetter may have written it by its number."""
    number = re.fullmatch(r"\\u\{([0-9a-f]+)\}", shown)
    letter = chr(int(number[1], 16)) if number else shown[0]
    return FontMissing(letter=letter, script=unicodedata.name(letter, "unknown").split()[0].capitalize())


def _inert(value: Any) -> Any:
    """Give data whose texts hold nothing that would turn, end or hide what stands around them."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value  # a photo is a long text, and holds nothing of the kind
        text = unicodedata.normalize("NFC", UNPRINTABLE.sub("", TURNING.sub("", value)))
        return text if _is_closed(text) else re.sub(f"[{FIRST_ISOLATE}{POP_ISOLATE}]", "", text)
    if isinstance(value, Mapping):
        return {key: _inert(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_inert(one) for one in value]
    return value


def _is_closed(text: str) -> bool:
    """Say whether every isolate that a text opens is ended in it, and none that it did not open."""
    depth = 0
    for letter in text:
        depth += (letter == FIRST_ISOLATE) - (letter == POP_ISOLATE)
        if depth < 0:
            return False
    return depth == 0
