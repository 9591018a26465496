"""The whole description of the API held against what it does: thousands of requests, right ones and wrong ones.

    SOAK_API_CASES=200 SOAK_API_PATH='delegations' python -m pytest -q -s -n 0 -m soak tests/soak/test_api.py -k sqlite

`SOAK_API_CASES` is how many are sent to each store in all, `SOAK_API_PATH` an expression that operations must match
(like `POST /api/v1/slots`), `SOAK_SEED` another beginning. With `SOAK_MINUTES` it goes on with the seeds after that one
until so many minutes are over on each store; a round that has begun is ended.
"""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
import sqlalchemy
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from meetings.extensions import db
from meetings.services.staff import create_token
from tests.databases import admin, named
from tests.gates.site import BASE, Site, make_site

CASES: Final = int(os.environ.get("SOAK_API_CASES", "10000"))
WANTED: Final = re.compile(os.environ.get("SOAK_API_PATH", ""))
SEED: Final = int(os.environ.get("SOAK_SEED", "1"))
MINUTES: Final = float(os.environ.get("SOAK_MINUTES") or 0)
LEAST_EACH: Final = 4
PIECE: Final = re.compile(r"\{(\w+)\}")
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
)
# Who asks, by turns; nobody is a stranger without a token.
ASKING: Final = (*["administrator"] * 5, "nobody", "participant", "focal point")
# What examples name, and what the site has instead.
EXAMPLES: Final = {
    "2026": "season",
    "phasing-out-products": "topic",
    "5xQmT7Vd2Kc9": "<slot_id>",
    "p7Rk2mXv9Qa4": "<public_id>",
}

pytestmark = [pytest.mark.soak, pytest.mark.real_clock]


@dataclass
class Seen:
    """What was asked and answered, and what was wrong, each kind once."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, operation: str, kind: str, words: str) -> None:
        """Note what is wrong with an operation, once a kind."""
        self.wrong.setdefault((operation, kind), words)


@dataclass
class Asker:
    """A site, and the tokens of those who ask it."""

    site: Site
    tokens: dict[str, str]
    seen: Seen
    seed: int = SEED

    def ask(self, case: Case, turn: int, tag: str | None) -> str | None:
        """Send a case, look at the answer, and give the revision that it tells."""
        operation, role = case.operation.label, ASKING[turn % len(ASKING)]
        self._make_likely(case, turn)
        head = {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}
        if (
            tag
            and case.operation.method.upper() != "GET"
            and case.meta is not None
            and case.meta.generation.mode.is_positive
        ):
            head["If-Match"] = tag
        try:
            answer = case.call(base_url=BASE, headers=head)
        except (UnicodeError, ValueError) as error:
            self.seen.note("what cannot be sent", type(error).__name__, str(error)[:200])
            return None
        self.seen.statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=list(CHECKS), headers=head)
        except FailureGroup as group:
            for one in group.exceptions:
                words = f"{role}: {case.as_curl_command()[:1500]}\n{answer.status_code} {answer.text[:300]}"
                if not is_fine(type(one).__name__, answer.status_code, one.message):
                    self.seen.note(operation, type(one).__name__, f"{one.message[:400]}\n{words}")
        return answer.headers.get("etag", [None])[0]

    def _make_likely(self, case: Case, turn: int) -> None:
        """Take the example of a body with things that are there, as it is or with one odd value, every second time."""
        body = case.body
        if (
            not isinstance(body, dict)
            or case.meta is None
            or case.meta.generation.mode.is_negative
            or turn % 2
        ):
            return
        raw = case.operation.definition.raw["requestBody"]["content"].get("application/json", {})
        if not isinstance(raw.get("example"), dict):
            return
        odd = sorted(body)[turn % len(body)] if body and turn % 4 else None
        words = json.dumps(raw["example"])
        for told, real in EXAMPLES.items():
            words = words.replace(f'"{told}"', f'"{self.site.filled(real)}"')
        case.body = json.loads(words) | ({odd: body[odd]} if odd is not None else {})


def is_fine(failure: str, status: int, message: str) -> bool:
    """Say whether what is taken for a failure is none.

    What does not answer may say so; 412 and 413 refuse, too; a token that was left out was put back by whoever asks.
    """
    refused = ("AcceptedNegativeData", 412), ("AcceptedNegativeData", 413)
    if (failure, status) in (("ServerError", 503), *refused):
        return True
    return failure == "AcceptedNegativeData" and "Authorization" in message


def description(app: Flask) -> dict[str, Any]:
    """Give the description without the answer for anything else: each status must be named."""
    spec: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    for item in spec["paths"].values():
        for method in METHODS:
            item.get(method.lower(), {"responses": {}})["responses"].pop("default", None)
    return spec


def real_pieces(site: Site) -> dict[str, dict[str, str]]:
    """Give for each address of the API the names of things that are there."""
    found = {}
    for rule in site.app.url_map.iter_rules():
        if rule.rule.startswith(("/api/v1/", "/api/v2/")) and "openapi" not in rule.rule:
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
            pattern = PIECE.sub(r"(?P<\1>[^/]+)", path)
            match = re.fullmatch(pattern, site.path(rule.rule))
            assert match is not None, rule.rule
            found[path] = match.groupdict()
    return found


@contextmanager
def kept(app: Flask, store: str) -> Iterator[Callable[[], None]]:
    """Keep a store as it is, and give what puts it back."""
    url = sqlalchemy.make_url(store)

    def close() -> None:
        with app.app_context():
            db.session.remove()
            if url.get_backend_name() == "sqlite":
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()

    close()
    name = str(url.database)
    if url.get_backend_name() == "sqlite":
        copy = shutil.copyfile(name, f"{name}-kept")

        def put_back() -> None:
            close()
            for beside in ("-wal", "-shm"):
                Path(name + beside).unlink(missing_ok=True)
            shutil.copyfile(copy, name)

        yield put_back
        return
    server = named(store, "postgres")
    admin(server, f"CREATE DATABASE {name}_kept TEMPLATE {name}")

    def make_again() -> None:
        close()
        admin(server, f"DROP DATABASE {name} WITH (FORCE)")
        admin(server, f"CREATE DATABASE {name} TEMPLATE {name}_kept STRATEGY FILE_COPY")

    yield make_again
    close()
    admin(server, f"DROP DATABASE {name}_kept WITH (FORCE)")


def send_cases(operation: Any, asker: Asker, pieces: dict[str, str], cases: int) -> None:
    """Send cases to an operation, right and wrong ones, to things that are there and to things that are not."""
    path = PIECE.sub(lambda one: pieces.get(one[1], "none"), operation.path)
    shown = asker.site.ask("administrator", "GET", path).headers.get("ETag")
    kinds = [
        {"generation_mode": mode, **({"path_parameters": pieces} if is_real and pieces else {})}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for is_real in (True, True, False)
    ]
    for number, kind in enumerate(kinds):
        share = cases // len(kinds) + (number < cases % len(kinds))
        if share:
            shown = _send(operation, asker, kind, (share, shown))


def _send(operation: Any, asker: Asker, kind: dict[str, Any], how: tuple[int, str | None]) -> str | None:
    share, tag = how
    tags = [tag]

    @seed(asker.seed)
    @settings(
        max_examples=share,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(**kind), turn=st.integers(0, 10_000))
    def send(case: Case, turn: int) -> None:
        tags[0] = asker.ask(case, turn, tags[0]) or tags[0]

    try:
        send()
    except Unsatisfiable:  # an operation that takes nothing cannot be asked wrongly
        if kind["generation_mode"] is GenerationMode.NEGATIVE:
            return _send(operation, asker, kind | {"generation_mode": GenerationMode.POSITIVE}, how)
        raise
    return tags[0]


def check_other_methods(spec: dict[str, Any], asker: Asker, pieces: dict[str, dict[str, str]]) -> None:
    """Ask each address with each method that it does not know."""
    for path, item in spec["paths"].items():
        address = PIECE.sub(lambda one, path=path: pieces[path][one[1]], path)  # type: ignore[misc]
        for method in METHODS:
            if not WANTED.search(f"{method} {path}") or any(
                method.lower() in other and re.fullmatch(PIECE.sub("[^/]+", name), address)
                for name, other in spec["paths"].items()
            ):
                continue
            answer = asker.site.ask("administrator", method, address)
            asker.seen.statuses[answer.status_code] += 1
            allowed = {one.strip() for one in answer.headers.get("Allow", "").split(",")}
            named_methods = {one.upper() for one in item if one.upper() in METHODS}
            if (answer.status_code, answer.mimetype) != (405, "application/problem+json"):
                asker.seen.note(f"{method} {path}", "UnknownMethod", answer.text[:200])
            elif not named_methods <= allowed:
                asker.seen.note(f"{method} {path}", "Allow", str(allowed))


def test_every_operation_does_what_the_description_says(app: Flask, store: str) -> None:
    site = make_site(app)
    with app.app_context():
        tokens = {"administrator": create_token("Soak", "administrator", datetime.now(UTC))}
    tokens |= {"participant": site.bearers["participant"], "focal point": site.names["delegation"]}
    asker = Asker(site, tokens, Seen())
    spec, pieces = description(app), real_pieces(site)
    schema = from_dict(spec)
    schema.app = app
    found = [one.ok() for one in schema.get_all_operations()]
    operations = [one for one in found if WANTED.search(one.label)]
    cases = max(LEAST_EACH, -(-CASES // max(1, len(operations))))
    until = monotonic() + 60 * MINUTES
    with kept(app, store) as put_back:
        while True:
            for one in operations:
                send_cases(one, asker, pieces[one.path], cases)
                if one.method.upper() != "GET":
                    put_back()
            if monotonic() >= until:
                break
            asker.seed += 1
        check_other_methods(spec, asker, pieces)
    sent = sum(asker.seen.statuses.values())
    print(f"\nSeeds {SEED} to {asker.seed}", end="")
    print(f"\n{sent} requests to {len(operations)} operations: {dict(sorted(asker.seen.statuses.items()))}")
    for (operation, kind), words in sorted(asker.seen.wrong.items()):
        print(f"\n{operation}: {kind}\n{words}")
    assert sorted(asker.seen.wrong) == []
    assert sent >= min(CASES, LEAST_EACH * len(operations))
