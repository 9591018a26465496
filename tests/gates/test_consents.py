"""Words that somebody agreed to never change; and no form agrees for anybody."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from meetings.domain.codes import CONSENTS, LANGUAGES
from meetings.domain.consents import VERSIONS
from meetings.web.consents import TEXTS, consent_words
from tests.gates.access import TABLE
from tests.gates.access_roles import L
from tests.gates.site import make_site

ROOT: Final = Path(__file__).parents[2]
# Never edit a line: words that were shown stay. Other words are a new version, with a line of its own; what is
# printed by a failing test is the digest to write here for it.
DIGESTS: Final[dict[tuple[str, str], dict[str, str]]] = {
    ("recording", "2026-11"): {
        "ar": "870d296f9fe6f9c5",
        "zh": "408baf7d99084f6b",
        "en": "a4a38315cef4663a",
        "fr": "b215f2010b5ff6e0",
        "ru": "60066857df688f3e",
        "es": "ff8fa0aa612d1342",
    },
    ("recording", "2026-11-25"): {
        "ar": "942d177b1c4b3168",
        "zh": "b372a4c2a060af5a",
        "en": "afa623229731e340",
        "fr": "97f1fc8fa5483a10",
        "ru": "8413e79d62c54e5c",
        "es": "bef8a67e9f56dc54",
    },
    ("list", "2026-11"): {
        "ar": "a7c3dcc1e336ba8c",
        "zh": "1855ba744a5b792d",
        "en": "939789bc92602caf",
        "fr": "6c6a0b4fc4eefc9e",
        "ru": "479a0be5bc6247cb",
        "es": "97d9a74f2ab9f453",
    },
    ("news", "2026-11"): {
        "ar": "3e35dc180d10fde0",
        "zh": "8599b1d75f32fb8e",
        "en": "3eef0ef5322e03d0",
        "fr": "6f27f79213b2e4c4",
        "ru": "dec043344ee45fcb",
        "es": "05ba61b550efa2d8",
    },
}
PAGES: Final = [rule for (method, rule), entry in TABLE.items() if method == "GET" and rule.startswith(L)]
TICKED: Final = re.compile(r'<input(?=[^>]*\sname="consent_)(?=[^>]*\schecked)[^>]*>')


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def translated(text: str, lang: str) -> str:
    """Give the translation as it stands in the catalogue, whether it is compiled or not."""
    if lang == "en":
        return text
    with (ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        found = read_po(file, locale=lang).get(text)
    return str(found.string) if found else ""


def every_version() -> Iterator[tuple[str, str]]:
    yield from ((kind, version) for kind, versions in VERSIONS.items() for version in versions)


def test_each_version_has_words_and_digests() -> None:
    assert list(TEXTS) == list(every_version())
    assert set(DIGESTS) == set(TEXTS)
    assert all(set(each) == set(LANGUAGES) for each in DIGESTS.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_were_agreed_to_never_change(app_sqlite: Flask, lang: str) -> None:
    with app_sqlite.test_request_context("/en/"):
        english = {key: consent_words(*key) for key in TEXTS}
    found = {key: digest(translated(text, lang)) for key, text in english.items()}
    assert found == {key: each[lang] for key, each in DIGESTS.items()}


def test_words_of_two_versions_differ(app_sqlite: Flask) -> None:
    with app_sqlite.test_request_context("/en/"):
        assert len({consent_words(*key) for key in TEXTS}) == len(TEXTS)


def test_no_public_form_is_ticked_beforehand(app_sqlite: Flask) -> None:
    site = make_site(app_sqlite)
    seen = set()
    public = [rule for rule in PAGES if "/desk/" not in rule]
    assert len(public) > 8
    for rule in public:
        for lang in LANGUAGES:
            answer = site.ask("anonymous", "GET", site.path(rule).replace("/en/", f"/{lang}/", 1))
            html = answer.text if answer.mimetype == "text/html" else ""
            assert TICKED.findall(html) == [], rule
            seen |= set(re.findall(r'name="consent_(\w+)"', html))
    assert seen == set(CONSENTS)
