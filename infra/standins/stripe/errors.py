"""Refusals in the form that the library turns into its own exceptions."""

from __future__ import annotations

from typing import Any

from infra.standins.common.http import Refusal, Response, answer


class ApiError(Refusal):
    """One error answer. ``kind`` decides, together with the status, which exception the library raises."""

    def __init__(
        self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.code = code
        self.param = param

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
        if self.param:
            error["param"] = self.param
        return {"error": error}

    def response(self) -> Response:
        return answer(self.body(), self.status)


def missing(what: str, object_id: str, *, param: str = "id") -> ApiError:
    return ApiError(404, f"No such {what}: '{object_id}'", code="resource_missing", param=param)


def required(param: str) -> ApiError:
    return ApiError(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def invalid(param: str, why: str, *, code: str = "parameter_invalid") -> ApiError:
    return ApiError(400, f"Invalid {param}: {why}", code=code, param=param)
