"""Everything a page can do, a program can do: each form has operations that the description of the API knows."""

import re

import pytest
from flask import Flask

from tests.conftest import make_app
from tests.gates.api_of import FORMS, Alone

LANGUAGE = re.compile(r"<any\([a-z, ]+\):lang>")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("covers")
    return make_app(f"sqlite:///{folder / 'meetings.sqlite'}", folder)


def forms(app: Flask) -> set[str]:
    return {
        LANGUAGE.sub("{lang}", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }


def operations(app: Flask) -> set[str]:
    api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return {
        f"{method.upper()} {path}"
        for path, methods in api.described()["paths"].items()
        for method in methods
        if method != "parameters"
    }


def test_what_the_table_names_is_there(app: Flask) -> None:
    assert sorted(set(FORMS) - forms(app)) == []
    named = {one for each in FORMS.values() if not isinstance(each, Alone) for one in each}
    assert sorted(named - operations(app)) == []


def test_each_form_has_an_operation_or_a_reason(app: Flask) -> None:
    assert sorted(forms(app) - set(FORMS)) == []
    assert [one for one, each in FORMS.items() if not each] == []
