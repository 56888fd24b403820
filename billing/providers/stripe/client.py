"""The library's client, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from billing.providers.base import Misconfigured, ProviderError, ProviderRefused, ProviderUnavailable

# Connecting, then each read. Somebody waits in front of a page while a payment is started.
TIMEOUT_SECONDS = (3.0, 15.0)

# How long the answers have been checked with; the library's next version must not move it silently.
API_VERSION = "2026-10-28.endive"


def new_client(api_key: str, api_base: str = "") -> stripe.StripeClient:
    """A client for all cities; each call names the connected account. ``api_base`` leads elsewhere than to Stripe."""
    if not api_key:
        raise Misconfigured("no Stripe API key is set")
    return stripe.StripeClient(
        api_key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base.rstrip("/")} if api_base else None,
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


@contextmanager
def talking() -> Iterator[None]:
    """Turns each of the library's errors, and an answer that makes no sense, into one of ours."""
    try:
        yield
    except ProviderError:
        raise
    except stripe.StripeError as error:
        raise _in_our_words(error) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ProviderUnavailable(f"Stripe's answer makes no sense: {type(error).__name__}") from error


def _in_our_words(error: stripe.StripeError) -> ProviderError:
    text = f"{type(error).__name__} {error.http_status or ''} {error.code or ''} {error.request_id or ''}".strip()
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return Misconfigured(text)
    if error.code == "idempotency_key_in_use":  # the same call is still at work
        return ProviderUnavailable(text)
    if isinstance(error, stripe.InvalidRequestError | stripe.IdempotencyError | stripe.CardError):
        return ProviderRefused(text)
    return ProviderUnavailable(text)
