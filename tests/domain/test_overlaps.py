"""Of spans that come one after the other, the first that another overlaps, as looking through all of them finds it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.overlaps import FEW, Overlaps

Span = tuple[int, int] | None
SPANS = some.none() | some.tuples(some.integers(0, 12), some.integers(0, 4)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


def slowly(spans: Sequence[Span], asked: Span, gone: set[int]) -> int | None:
    for number, span in enumerate(spans):
        if number in gone:
            continue
        if span is None or asked is None or span[0] == asked[0]:
            return number
        if span[0] < asked[1] and asked[0] < span[1]:
            return number
    return None


@given(some.lists(some.tuples(SPANS, SPANS), max_size=4 * FEW), some.booleans())
def test_first_that_overlaps_is_found_while_spans_come_and_go(
    steps: list[tuple[Span, Span]], is_taken: bool
) -> None:
    ends = [end for span, _asked in steps if span for end in span]
    overlaps, spans, gone = Overlaps(ends), list[Span](), set[int]()
    for span, asked in steps:
        overlaps.add(span)
        spans.append(span)
        found = overlaps.first(asked, gone.__contains__)
        assert found == slowly(spans, asked, gone)
        if is_taken and found is not None:
            gone.add(found)


def test_nothing_is_found_among_no_spans() -> None:
    assert Overlaps[int](()).first((1, 2), lambda _number: False) is None
