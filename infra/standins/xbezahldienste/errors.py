"""Problems as the interface has them (RFC 7807 with a functional code)."""

from __future__ import annotations

from infra.standins.common.http import Refusal, Response, problem


class Problem(Refusal):
    def __init__(self, status: int, code: str = "", title: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.title = status, code, title

    def response(self) -> Response:
        code = {"functionalCode": self.code} if self.code else {}
        response = problem(self.title or self.code, self.status, detail=self.title, **code)
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Basic"
        return response
