"""What accompanies the message: metadata 2.1.0. It travels encrypted, like the message itself."""

from __future__ import annotations

import re
from hashlib import sha512
from importlib.metadata import version
from typing import Any

from django.conf import settings

from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.base import OutgoingMessage, PaidFee

SCHEMA = "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json"
PRODUCT = "Zusage"
# A fee that reaches us is paid. The interface to payment services says PAYED for it, FIT-Connect BOOKED.
BOOKED = "BOOKED"
_METHODS = {"card": "CREDITCARD", "creditcard": "CREDITCARD", "paypal": "PAYPAL", "invoice": "INVOICE",
            "giropay": "GIROPAY", "paydirect": "PAYDIRECT"}  # fmt: skip


def metadata(message: OutgoingMessage, options: FitConnectOptions, *, attachment_id: str) -> dict[str, Any]:
    """Hashes are those of the unencrypted content, in small hexadecimal letters."""
    told: dict[str, Any] = {
        "$schema": SCHEMA,
        "contentStructure": {
            "data": {
                "hash": _hash(message.body),
                "submissionSchema": {"schemaUri": options.schema_uri, "mimeType": "application/xml"},
            },
            "attachments": [_summary(message, attachment_id)] if message.summary else [],
        },
        "author": {
            "name": settings.PORTAL_NAME,
            "product": {"name": PRODUCT, "version": version("zusage"), "manufacturer": PRODUCT},
        },
    }
    if message.reference:
        told["additionalReferenceInfo"] = {"senderReference": message.reference}
    if message.fee is not None and message.fee.amount_cents > 0:
        told["paymentInformation"] = payment(message.fee)
    if options.reply_channel == "email":
        told["replyChannel"] = {"eMail": {"address": options.reply_email}}
    return told


def payment(fee: PaidFee) -> dict[str, Any]:
    """Ways to pay without a word of their own (Wero, cash) are OTHER, with the provider's word beside it."""
    method = _METHODS.get(fee.method.lower(), "OTHER")
    told = {
        "transactionId": _word(fee.reference) or "-",
        "transactionReference": fee.reference,
        "transactionTimestamp": fee.paid_at.isoformat(timespec="seconds"),
        "paymentMethod": method,
        "status": BOOKED,
        "grossAmount": fee.amount_cents / 100,
    }
    detail = _word(fee.method)
    return {**told, "paymentMethodDetail": detail} if method == "OTHER" and detail else told


def _summary(message: OutgoingMessage, attachment_id: str) -> dict[str, Any]:
    return {
        "attachmentId": attachment_id,
        "purpose": "form",
        "filename": "zusammenfassung.pdf",
        "mimeType": "application/pdf",
        "hash": _hash(message.summary),
    }


def _hash(content: bytes) -> dict[str, str]:
    return {"type": "sha512", "content": sha512(content).hexdigest()}


def _word(text: str) -> str:
    """Letters, digits, hyphens; 36 places at most."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)[:36]
