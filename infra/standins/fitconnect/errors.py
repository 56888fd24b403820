"""Problems as the interface has them (RFC 7807)."""

from __future__ import annotations

from infra.standins.common.http import Refusal, Response, problem


class Problem(Refusal):
    def __init__(self, status: int, title: str = "") -> None:
        super().__init__(title)
        self.status, self.title = status, title

    def response(self) -> Response:
        return problem(self.title, self.status)
