"""Problems as the interface has them (RFC 7807)."""

from __future__ import annotations

from infra.standins.fitconnect.http import Response, answer


class Problem(Exception):
    def __init__(self, status: int, title: str = "") -> None:
        super().__init__(title)
        self.status, self.title = status, title

    def response(self) -> Response:
        told = {"type": "about:blank", "title": self.title, "status": self.status}
        return answer(told, self.status, "application/problem+json")
