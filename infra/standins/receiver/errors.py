"""Problems as the interface has them (RFC 7807 with a code)."""

from __future__ import annotations

from typing import Any

from infra.standins.common import http
from infra.standins.common.http import Refusal, Response


def problem(code: str, status: int, **more: Any) -> Response:
    return http.problem(code, status, code=code, **more)


class Refused(Refusal):
    """A code: unknown_key_id, signature_invalid, signature_expired."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def response(self) -> Response:
        return problem(self.code, 401)
