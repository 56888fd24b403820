"""What a payment provider must be able to do. It never sees an HTTP request, a database or a city's schema.

A provider is stateless and shared by all cities: each call names the city's account. Amounts are cents.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from billing.providers.account_opening import NewAccount
from billing.providers.cards import TestCard, TriedCard
from billing.providers.pay_outs import PayOutState


class ProviderError(Exception):
    """Base of what a provider may raise; the text is for operators and holds no personal data, ``code`` for programs."""

    code: ClassVar[str] = "misconfigured"


class ProviderUnavailable(ProviderError):
    """Temporary: no answer, or one that says nothing. The outcome is unknown; the same call may be repeated."""

    code: ClassVar[str] = "unavailable"


class ProviderRefused(ProviderError):
    """The provider understood the call and says no; repeating it changes nothing."""

    code: ClassVar[str] = "refused"


class Misconfigured(ProviderError):
    """Key, account or contract with the provider do not work; a person has to mend it."""


class Forged(ProviderError):
    """A notification that its sender cannot be believed for: wrong signature, too old, not readable."""


class ProviderStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    label: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class StartPayment:
    """All that the provider learns, the same at every repetition of the call: nothing in it is about a person."""

    payment_id: UUID
    account: str
    currency: str
    lines: tuple[PaymentLine, ...]
    cash_reference: str
    methods: tuple[str, ...]
    locale: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    idempotency_key: str

    @property
    def amount_cents(self) -> int:
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Started:
    provider_ref: str
    redirect_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What the provider says of one payment now.

    ``amount_cents`` is what was received, or is asked for while nothing was. ``our_ref`` is the payment's id as we
    gave it when starting. ``redirect_url`` is there while the payer can still go on; an open payment without it is
    under way at the payer's bank. ``note`` is the provider's code for the last thing that went wrong.
    """

    provider_ref: str
    account: str
    our_ref: str
    status: ProviderStatus
    amount_cents: int
    currency: str
    paid_at: datetime | None = None
    raw_ref: str = ""
    redirect_url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """A verified message of the provider. It says where to look, not what is true: that is asked by ``fetch``.

    A payment is named by what the message has: the reference that ``start`` answered, the ``raw_ref`` of a
    ``ProviderState``, or our own. All are empty when it is not about a payment of ours.
    """

    event_id: str
    account: str
    kind: str
    created_at: datetime
    provider_ref: str = ""
    raw_ref: str = ""
    our_ref: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money back for one payment, the same at every repetition. ``provider_ref`` and ``raw_ref`` as in ``ProviderState``."""

    refund_id: UUID
    provider_ref: str
    raw_ref: str
    account: str
    amount_cents: int
    currency: str
    idempotency_key: str


class RefundStatus(StrEnum):
    """*pending*: under way at the bank, may still fail."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundState:
    """``note`` is the provider's code for why it failed."""

    refund_ref: str
    status: RefundStatus
    amount_cents: int
    note: str = ""


class AccountStanding(StrEnum):
    """The three honest states of a city's account: money can be taken now; it can, but something is due by a day; it cannot."""

    CAN_CHARGE = "can_charge"
    ACTION_NEEDED = "action_needed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class AccountState:
    """``due_by``: when charging ends unless ``wanted`` (the provider's codes of what is missing) is given until then.

    ``methods`` are the ways to pay that can really be offered now; ``pays_out`` whether money reaches the city's bank.
    """

    account: str
    standing: AccountStanding
    wanted: tuple[str, ...] = ()
    due_by: datetime | None = None
    methods: tuple[str, ...] = ()
    pays_out: bool = False


class EntryKind(StrEnum):
    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    FEE = "fee"
    PAYOUT = "payout"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One line of the provider's own book about a city's account. Cents; what leaves the account is negative.

    ``amount_cents`` is gross, ``fee_cents`` the provider's charge on it, and the account changed by ``net_cents``.
    ``raw_ref`` names the payment (as in ``ProviderState``), ``refund_ref`` the refund, ``payout_ref`` the pay-out that the
    line went into, each where it applies; ``our_ref`` is our payment's id where the provider still knows it.
    """

    entry_ref: str
    kind: EntryKind
    amount_cents: int
    fee_cents: int
    net_cents: int
    currency: str
    at: datetime
    raw_ref: str = ""
    refund_ref: str = ""
    payout_ref: str = ""
    our_ref: str = ""


@dataclass(frozen=True, slots=True)
class DisputeState:
    """A payer's bank takes the money back, or wants to. ``status``: open (evidence due by ``due_by``), won or lost."""

    dispute_ref: str
    raw_ref: str
    amount_cents: int
    currency: str
    reason: str
    status: str
    opened_at: datetime
    due_by: datetime | None = None


class PaymentProvider(ABC):
    """Every call may raise ``ProviderUnavailable``, ``ProviderRefused`` or ``Misconfigured``, and nothing else."""

    name: ClassVar[str]
    in_test_mode: bool = False  # known of the key alone: no card is a real one, and no money moves
    shortest_validity: ClassVar[timedelta]
    longest_validity: ClassVar[timedelta]

    @abstractmethod
    def start(self, order: StartPayment) -> Started:
        """Open a hosted payment page. Repeated with the same key, it answers the same page and opens no second."""

    @abstractmethod
    def fetch(self, provider_ref: str, *, account: str) -> ProviderState:
        """Ask what is true now."""

    @abstractmethod
    def close(self, provider_ref: str, *, account: str, idempotency_key: str) -> ProviderState:
        """Make sure that nobody can begin to pay any more. The answer may still be OPEN, PAID or anything else:
        then somebody was faster."""

    @abstractmethod
    def parse_notification(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notification:
        """Verify and read a message. Raises ``Forged``; ``Misconfigured`` when nothing is there to verify with."""

    # What not every provider offers; ``ProviderRefused("not_offered")`` where it does not.

    def refund(self, order: RefundOrder) -> RefundState:
        """Send money back. Repeated with the same key, it answers the same refund and sends nothing twice."""
        raise ProviderRefused("not_offered")

    def fetch_refund(self, refund_ref: str, *, account: str) -> RefundState:
        """Ask how a refund stands now."""
        raise ProviderRefused("not_offered")

    def try_card(self, card: TestCard) -> TriedCard:
        """Authorise a test card on the account and let it go at once: nothing is taken. ``Misconfigured`` outside test mode."""
        raise ProviderRefused("not_offered")

    def account(self, account: str) -> AccountState:
        """Whether the city's account can take money now. An account that the provider does not know is refused."""
        raise ProviderRefused("not_offered")

    def open_account(self, order: NewAccount) -> str:
        """Open an account of the city's own. Repeated with the same key, it answers the same one and opens no second."""
        raise ProviderRefused("not_offered")

    def account_page(self, account: str, *, return_url: str, refresh_url: str, idempotency_key: str) -> str:
        """The address of a page of the provider where the city says what is wanted; good for one visit, soon."""
        raise ProviderRefused("not_offered")

    def entries(self, account: str, *, since: datetime, until: datetime) -> Iterator[BookEntry]:
        """The provider's book of that time, oldest first; pages are fetched as they are needed.

        A pay-out is followed by the lines that went into it, once more and now with its name, however old they are.
        """
        raise ProviderRefused("not_offered")

    def payouts(self, account: str, *, since: datetime) -> Iterator[PayOutState]:
        """Pay-outs that were made since then, as they stand now."""
        raise ProviderRefused("not_offered")

    def disputes(self, account: str, *, since: datetime) -> Iterator[DisputeState]:
        """Disputes that were opened since then."""
        raise ProviderRefused("not_offered")
