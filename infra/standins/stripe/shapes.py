"""What the API's objects look like when nothing is known about them: every field is there, and null."""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime
from typing import Any

API_VERSION = "2026-10-28.endive"

_NULL_FIELDS = {
    "checkout.session": """adaptive_pricing after_expiration allow_promotion_codes allowed_payment_method_types
        amount_subtotal amount_total billing_address_collection branding_settings cancel_url client_reference_id
        client_secret collected_information consent consent_collection currency currency_conversion customer
        customer_account customer_creation customer_details customer_email discounts excluded_payment_method_types
        integration_identifier invoice invoice_creation locale managed_payments metadata name_collection optional_items
        origin_context payment_intent payment_link payment_method_collection payment_method_configuration_details
        payment_method_options permissions phone_number_collection presentment_details recovered_from
        redirect_on_completion return_url saved_payment_method_options setup_intent shipping_address_collection
        shipping_cost status submit_type subscription success_url tax_id_collection total_details ui_mode url
        wallet_options""",
    "payment_intent": """allowed_payment_method_types amount_details application application_fee_amount
        automatic_payment_methods canceled_at cancellation_reason client_secret customer customer_account description
        excluded_payment_method_types hooks last_payment_error latest_charge managed_payments next_action on_behalf_of
        payment_details payment_method payment_method_configuration_details payment_method_options payment_record
        presentment_details processing receipt_email review setup_future_usage shipping source statement_descriptor
        statement_descriptor_suffix transfer_data transfer_group""",
    "charge": """application application_fee application_fee_amount authorization_code balance_transaction
        calculated_statement_descriptor customer description failure_balance_transaction failure_code failure_message
        fraud_details on_behalf_of outcome payment_intent payment_method payment_method_details presentment_details
        radar_options receipt_email receipt_number receipt_url review shipping source source_transfer
        statement_descriptor statement_descriptor_suffix transfer transfer_data transfer_group""",
    "refund": """balance_transaction charge customer customer_account description destination_details
        failure_balance_transaction failure_reason instructions_email metadata next_action payment_intent payment_method
        pending_reason presentment_details reason receipt_number source_transfer_reversal status transfer_reversal""",
    "dispute": """intended_submission_method network_reason_code payment_intent payment_method_details""",
    "payment_method_configuration": "application parent",
    "balance_transaction": "description exchange_rate source",
    "payout": """application_fee application_fee_amount balance_transaction description destination
        failure_balance_transaction failure_code failure_message metadata original_payout payout_method reversed_by
        statement_descriptor trace_id""",
    "event": "account api_version context request",
    "account": """business_profile business_type capabilities charges_enabled company controller country created
        default_currency details_submitted email external_accounts future_requirements groups individual metadata
        payouts_enabled requirements settings tos_acceptance type""",
    "v2.core.account": """closed configuration contact_email contact_phone dashboard defaults display_name
        future_requirements identity metadata requirements""",
}

_LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    return f"{prefix}_{''.join(secrets.choice(_LETTERS) for _ in range(length))}"


def iso(seconds: float) -> str:
    """A moment as version 2 of the API writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def blank(kind: str, **fields: Any) -> dict[str, Any]:
    """An object of this kind with these fields."""
    return {"object": kind, **dict.fromkeys(_NULL_FIELDS[kind].split()), **fields}
