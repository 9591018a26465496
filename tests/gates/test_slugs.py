"""No programme or session can be given a name that an address of ours has already."""

import re
from typing import Final

from flask import Flask

from meetings.domain.errors import Refused
from meetings.domain.programmes import check_slug

# What stands literally behind the language and a programme, where a session's name stands otherwise.
LITERAL: Final = re.compile(r"/<any\([^)]*\):lang>/<(?:[^:<>]*:)?\w+>/([^<>/]+)(?:/|$)")


def is_slug(text: str) -> bool:
    try:
        return check_slug(text) == text
    except Refused:
        return False


def test_what_stands_literally_behind_a_programme_is_no_name_of_a_session(app_sqlite: Flask) -> None:
    rules = [str(rule) for rule in app_sqlite.url_map.iter_rules()]
    literals = {found[1] for found in map(LITERAL.match, rules) if found}
    assert {"agenda", "side-events", "register", "whats-new.atom"} <= literals
    assert {one for one in literals if is_slug(one)} == set()
    assert is_slug("season-2026")
