"""Problems as the interface has them (RFC 7807 with a functional code)."""

from __future__ import annotations

from infra.standins.common.http import Refusal, Response, answer


class Problem(Refusal):
    def __init__(self, status: int, code: str = "", title: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.title = status, code, title

    def response(self) -> Response:
        content = {"type": "about:blank", "title": self.title or self.code, "status": self.status, "detail": self.title}
        told = {**content, "functionalCode": self.code} if self.code else content
        response = answer(told, self.status, "application/problem+json")
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Basic"
        return response
