"""Refusals in the form of ZMS. The codes and their statuses are those of its description."""

from __future__ import annotations

from typing import Any

from infra.standins.common.http import Refusal, Response, answer

JSON = "application/json; charset=utf-8"

STATUS = {
    "appointmentNotAvailable": 406,
    "noAppointmentForThisScope": 406,
    "processNotReservedAnymore": 409,
    "processNotPreconfirmedAnymore": 409,
    "preconfirmationExpired": 404,
    "processAlreadyExists": 400,
    "captchaMissing": 400,
    "captchaInvalid": 400,
    "captchaExpired": 400,
    "authKeyMismatch": 404,
    "appointmentNotFound": 404,
    "appointmentCanNotBeCanceled": 400,
    "rateLimitExceeded": 429,
    "zmsClientCommunicationError": 503,
    "internalError": 500,
    "notFound": 404,
    "invalidLocationAndServiceCombination": 400,
    "invalidStartDate": 400,
    "invalidEndDate": 400,
    "dateRangeTooLarge": 400,
    "invalidOfficeId": 400,
    "invalidServiceId": 400,
    "invalidServiceCount": 400,
    "invalidTimestamp": 400,
    "invalidProcessId": 400,
    "invalidAuthKey": 400,
    "invalidFamilyName": 400,
    "invalidEmail": 400,
    "invalidTelephone": 400,
}


class ApiError(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]

    def body(self) -> dict[str, Any]:
        text = "Ein Fehler aus der Attrappe."
        return {
            "errors": [{"errorCode": self.code, "statusCode": self.status, "errorMessage": text, "errorType": "error"}]
        }

    def response(self) -> Response:
        return answer(self.body(), self.status, JSON)
