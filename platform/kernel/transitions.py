"""A state machine as data: the table is the only way from one state to another, and each edge names its event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.errors import Refusal


class UnableToMove(Refusal):
    """The table has no edge from this state to that one."""

    code = "no_such_transition"


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    event: str


class Transitions:
    """``edge(source, target)`` answers the edge or raises ``UnableToMove``. States are compared as strings."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges = tuple(edges)
        self._by_pair = {(edge.source, edge.target): edge for edge in self.edges}
        if len(self._by_pair) != len(self.edges):
            raise ValueError("the same transition is listed twice")

    def edge(self, source: str, target: str) -> Edge:
        try:
            return self._by_pair[(source, target)]
        except KeyError:
            raise UnableToMove(source=str(source), target=str(target)) from None

    def allows(self, source: str, target: str) -> bool:
        return (source, target) in self._by_pair

    def targets(self, source: str) -> frozenset[str]:
        return frozenset(edge.target for edge in self.edges if edge.source == source)

    def nodes(self) -> frozenset[str]:
        return frozenset(node for edge in self.edges for node in (edge.source, edge.target))

    def events(self) -> frozenset[str]:
        return frozenset(edge.event for edge in self.edges)
