"""What the view of an operation calls, as far as it is code of the API: from it follows what is described."""

import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any


def calls(view: Any, name: str) -> bool:
    """Say whether a view calls a function of this name, itself or through others of the API."""
    waiting, seen = [inspect.unwrap(view)], set[Any]()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, FunctionType) or one in seen:
            continue
        seen.add(one)
        named = set(_names(one.__code__))
        if name in named:
            return True
        known = [one.__globals__.get(each) for each in named]
        waiting += [each for each in known if str(getattr(each, "__module__", "")).startswith("meetings.api")]
    return False


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)
