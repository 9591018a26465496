"""Spans that come one after the other: which was the first that another span overlaps, however many there are."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, Generic, TypeVar

T = TypeVar("T", int, datetime)
Span = tuple[T, T] | None
Piles = defaultdict[int, deque[int]]
FEW: Final = 8


class Overlaps(Generic[T]):
    """Spans by the numbers in which they came; one that is nothing overlaps every other.

    Two overlap that begin together, or each before the other's end. A few are looked through. Of more, each is put at
    the branches of a tree over all ends that it covers, and at those above its beginning: what a span overlaps covers
    its beginning, or begins within it. So a question looks at a few branches, each in order of numbers.
    """

    __slots__ = ("_at", "_begun", "_covered", "_ends", "_leaves", "_spans")

    def __init__(self, ends: Iterable[T]) -> None:
        """Begin without spans. Takes: all beginnings and ends that will come, read when they are needed."""
        self._ends: Iterable[T] = ends
        self._spans: list[Span[T]] = []

    def add(self, span: Span[T]) -> None:
        """Add the next span."""
        self._spans.append(span)
        if len(self._spans) == FEW + 1:
            self._plant()
        if len(self._spans) > FEW:
            self._put(len(self._spans) - 1)

    def first(self, span: Span[T], is_gone: Callable[[int], bool]) -> int | None:
        """Give the number of the first span that one overlaps; what is gone stays so."""
        if len(self._spans) <= FEW:
            every = enumerate(self._spans)
            return next((number for number, each in every if not is_gone(number) and _meet(each, span)), None)
        begin, end = self._range(span)
        piles = [self._covered.get(branch) for branch in self._above(begin)]
        piles += [self._begun.get(branch) for branch in self._pieces(begin, end)]
        return min((pile[0] for pile in piles if pile and _tidied(pile, is_gone)), default=None)

    def _plant(self) -> None:
        self._at: list[T] = sorted(set(self._ends))
        self._leaves = 2 * len(self._at) + 1
        self._covered: Piles = defaultdict(deque)
        self._begun: Piles = defaultdict(deque)
        for number in range(FEW):
            self._put(number)

    def _put(self, number: int) -> None:
        begin, end = self._range(self._spans[number])
        for branch in self._pieces(begin, end):
            self._covered[branch].append(number)
        for branch in self._above(begin):
            self._begun[branch].append(number)

    def _range(self, span: Span[T]) -> tuple[int, int]:
        """Give the leaves of a span: each end has one, and so has what lies between two of them."""
        if span is None:
            return 0, self._leaves
        begin, end = (self._leaf(each) for each in span)
        return begin, max(end, begin + 1)

    def _leaf(self, at: T) -> int:
        place = bisect_left(self._at, at)
        return 2 * place + (place < len(self._at) and self._at[place] == at)

    def _above(self, leaf: int) -> Iterator[int]:
        """Give a leaf and the branches it is on."""
        branch = leaf + self._leaves
        while branch:
            yield branch
            branch //= 2

    def _pieces(self, begin: int, end: int) -> Iterator[int]:
        """Give the fewest branches that have some leaves, and no others."""
        left, right = begin + self._leaves, end + self._leaves
        while left < right:
            if left % 2:
                yield left
                left += 1
            if right % 2:
                right -= 1
                yield right
            left, right = left // 2, right // 2


def _meet(one: Span[T], other: Span[T]) -> bool:
    if one is None or other is None:
        return True
    return one[0] == other[0] or (one[0] < other[1] and other[0] < one[1])


def _tidied(pile: deque[int], is_gone: Callable[[int], bool]) -> bool:
    """Take what is gone from the top of a pile, and say whether anything is left."""
    while pile and is_gone(pile[0]):
        pile.popleft()
    return bool(pile)
