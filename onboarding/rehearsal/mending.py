"""Where a person mends what stopped a step: the setting, as section and field. Where nothing of a city's is wrong there is none."""

from __future__ import annotations

from onboarding.rehearsal.models import Step
from onboarding.rehearsal.states import Outcome

STOPPED = {
    "not_eligible": "declarations.municipalities",
    "form_refused": "declarations.fields",
    "paper_refused": "documents.max_file_mb",
    "something_missing": "documents.matrix",
    "cannot_pay": "fees.when",
    "fee_not_asked": "fees.when",
    "cannot_take_fee": "fees.when",
    "not_paid": "payments.account",
    "card_not_taken": "payments.account",
    "cannot_check": "casework.way",
    "cannot_decide": "casework.way",
    "nothing_delivered": "delivery.moment",
    "not_delivered": "delivery.connector",
    "no_invitation": "appointments.booking",
    "no_free_slot": "appointments.offices",
    "slot_refused": "appointments.offices",
}
SAID = {"no_account": "payments.account", "account_not_ready": "payments.account"}


def setting_of(step: Step) -> str:
    """Empty where there is none. A draft that is wrong knows its own place."""
    if step.outcome == Outcome.FAILED:
        return str(step.facts.get("where", "")) or STOPPED.get(step.code, "")
    return SAID.get(str(step.facts.get("card", "")), "")
