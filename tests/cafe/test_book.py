"""The order book alone: no clock, no threads, just what is given to whom."""

from __future__ import annotations

import pytest

from cafe_sim.cafe.book import Book, Order, Ticket, nanoseconds


class Noted(Book):
    """A book that remembers what a café would talk about."""

    def __init__(self, *orders: Order, timed: bool = True, batch: str = "", expected: int = 0) -> None:
        self.words: list[tuple[object, ...]] = []
        self.cancelled: list[int] = []
        super().__init__(orders, ["Carl", "Ana"], timed, batch, expected)

    def note(self, kind: str, *what: int | str) -> None:
        self.words.append((kind, *what))

    def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket.number)

    def until(self, seconds: float) -> list[tuple[object, ...]]:
        """What is talked about up to that second, since the last time."""
        self.words.clear()
        self.catch_up(nanoseconds(seconds))
        return list(self.words)


def order(at: float = 0, item: str = "tea", patience: float = 0, to: str = "", wait: float = 0) -> Order:
    return Order(at, item, 3.0, patience, to, wait)


def test_at_one_moment_first_arrivals_then_hand_overs_then_rules() -> None:
    book = Noted(order(), order())
    book.plan([(0, 2, "Ana")], [(0, "arrival", "at once", {"tea": ["Carl"]})])
    assert book.until(0) == [("arrive", 1), ("arrive", 2), ("hand", 2, "Ana"), ("hand", 1, "Carl")]


def test_what_is_given_is_given() -> None:
    book = Noted(order(), order(at=9))
    book.plan([(0, 1, "Ana"), (1, 1, "Carl"), (2, 2, "Carl")], [])
    assert book.until(5) == [("arrive", 1), ("hand", 1, "Ana")]
    assert book.until(9) == [("arrive", 2)], "handing over somebody who has not come did nothing"


def test_a_customer_leaves_just_after_the_limit() -> None:
    book = Noted(order(patience=5))
    book.plan([], [])
    assert book.until(5) == [("arrive", 1)]
    book.catch_up(nanoseconds(5) + 1)
    assert book.words[-1] == ("leave", 1)
    assert all(rail.closed for rail in book.rails.values()), "nobody is left to be given"


def test_at_once_goes_to_whoever_has_least_in_hand() -> None:
    book = Noted(*[order(at=n) for n in range(4)])
    book.plan([], [(0, "arrival", "at once", {"tea": ["Ana", "Carl"]})])
    book.until(2)
    assert [ticket.worker for ticket in book.tickets[:3]] == ["Ana", "Carl", "Ana"]
    for ticket in (book.tickets[0], book.tickets[2]):
        book.answer(nanoseconds(2.5), ticket, "served")
        book.finish(nanoseconds(2.5), ticket)
    book.until(3)
    assert book.tickets[3].worker == "Ana"


@pytest.mark.parametrize(("which", "first"), [("arrival", [1, 2, 3]), ("patience", [3, 1, 2]), ("longest", [2, 1, 3])])
def test_which_order_is_next(which: str, first: list[int]) -> None:
    book = Noted(order(patience=20, wait=4), order(patience=30, wait=6), order(patience=10))
    book.plan([], [(0, which, "at once", {"tea": ["Ana"]})])
    assert [number for kind, number, *_ in book.until(0) if kind == "hand"] == first


def test_the_batch_order_closes_everybody_else_s_rail() -> None:
    book = Noted(order(item="van"), order(), batch="van")
    book.plan([(0, 1, "Carl")], [])
    book.until(0)
    assert [rail.closed for rail in book.rails.values()] == [False, False]
    book.begin(0, book.tickets[0])
    assert {name: rail.closed for name, rail in book.rails.items()} == {"Carl": False, "Ana": True}


def test_a_batch_that_is_short_is_not_served() -> None:
    book = Noted(order(item="van", to="Carl"), timed=False, batch="van", expected=6)
    book.answer(0, book.tickets[0], "served", ready=5)
    assert book.broken == ["the van left with 5 of 6: nobody waited for the rest"]
    assert book.tickets[0].state == "left"


def test_answering_twice_breaks_the_rule() -> None:
    book = Noted(order(to="Carl"), timed=False)
    book.answer(0, book.tickets[0], "served")
    book.answer(0, book.tickets[0], "served")
    assert book.broken == ["order 1 (tea) was answered twice"]


def test_who_has_begun_in_a_loop_is_cancelled_and_who_has_not_is_dropped() -> None:
    book = Noted(order(patience=1), order(patience=1))
    book.plan([(0, 1, "Ana"), (0, 2, "Ana")], [])
    book.until(0)
    book.tickets[0].task = object()
    book.rails["Ana"].tickets.popleft()
    book.until(2)
    assert book.cancelled == [1]
    assert not book.rails["Ana"].tickets
    assert book.is_over()


def test_a_stranger_cannot_be_given_anything() -> None:
    with pytest.raises(ValueError, match="order 1 cannot be handed to 'Zoe'; the staff are Carl, Ana"):
        Noted(order()).plan([(0, 1, "Zoe")], [])
