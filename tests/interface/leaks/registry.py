"""Everything through which one city could reach another, by name, with who is asked for what.

``test_coverage.py`` compares these lists with what exists: a new address, task, signed value, cookie, cache or user of
the storage fails there until it stands here and is tried as two cities.
"""

from __future__ import annotations

from typing import Any

# Whose proof opens it: nobody's, the draft's browser, the filed case's browser, the link with its code, a clerk's.
PUBLIC = "start language theme sign picture imprint privacy accessibility contact eligibility finish"
DRAFT = """
    way tasks section item_new item item_remove identify identify_return preview evidence document document_remove
    pause review instruction submit
"""
FILED = "payment payment_return receipt receipt_paper"
LINK = """
    status answer status_document withdraw visit visit_calendar visit_who visit_times visit_code visit_confirm visit_cancel
    visit_wait visit_offer visit_new_link carry own_data authority_calendar
"""
DESK_OPEN = "password password_new sign_in sign_out account_back switch_return"
DESK = """
    queue next deliveries resend case letter take_up assign note request_more resume security correct check confirm
    approve hearing refuse forward report sign issue hand_over post check_payment document original
    day visit_step visit_book visit_cancel calendar calendar_history calendar_close calendar_open calendar_take_back
    feeds feed_revoke usage books book_difference book_difference_take exports export_file switch switch_step
    fee take_payment void_payment payment_receipt cash_day cash_days
    treasury refund_orders treasury_payment treasury_payment_step treasury_refund refund_order treasury_dispute
    refund_propose refund_step
    resend_all echo returned returned_message returned_again delivery delivery_step delivery_content delivery_summary
    delivery_package
    account account_open account_check account_describe account_use
    interface_keys interface_key_revoke connection notice_away
"""
CONSOLE = """
    start section section_text section_confirm section_discard section_keep group difference publish history version
    version_back version_cancel file file_settings file_schema
    readiness readiness_measure readiness_item readiness_state readiness_wait readiness_withdraw
    people invite person person_deactivate person_reactivate invitation_renew invitation_revoke colleague
    visits visits_when visits_reminders visits_system office_new office office_remove office_week office_month office_part
    counter_new counter counter_remove
    rehearsal rehearsal_mails rehearsal_run rehearsal_step rehearsal_paper promote
    colours logo site_text mail_preview
    places credit papers retention questions cash_file
    notice_away support file_template peers peers_offer peers_copy live live_ask live_withdraw agreement agreement_paper
"""
CONSOLE_OPEN = "invitation support_door"
INTERFACE_OPEN = "openapi nowhere"
INTERFACE = "key deliveries delivery message package acknowledgement messages outcomes"
FEED = "feed"  # no cookie: the address is the key
ADDRESSES: dict[str, str] = {
    f"{space}:{name}": audience
    for space, audience, names in (
        ("portal", "public", PUBLIC),
        ("portal", "draft", DRAFT),
        ("portal", "filed", FILED),
        ("portal", "link", LINK),
        ("desk", "public", DESK_OPEN),
        ("desk", "desk", DESK),
        ("desk", "feed", FEED),
        ("console", "public", CONSOLE_OPEN),
        ("console", "console", CONSOLE),
        ("interface", "public", INTERFACE_OPEN),
        ("interface", "interface", INTERFACE),
    )
    for name in names.split()
}
OTHER_HOSTS: dict[str, set[str]] = {
    "config.urls_platform": {"health", "eid_acs", "stripe_door", "fit_connect_door"},
    "config.urls_files": {"file"},
    "config.urls_unknown": {"unknown_city"},
    "config.urls_parked": {"parked"},
}
# Parts of an address that name something of one city, and those that are the same everywhere.
NAMES_OF_A_CITY = {
    "secret", "token", "case_id", "document_id", "request_id", "delivery_id", "decision_id", "booking_id", "change_id",
    "feed_id", "feed_secret", "payment_id", "refund_id", "dispute_id", "account_id", "difference_id", "batch_id",
    "answer_id", "key_id", "told_id", "invitation_secret", "password_secret", "support_secret", "person_id", "invitation_id",
    "run_id", "digest",
}  # fmt: skip
NAMES_OF_ALL = {
    "code": "en",
    "slug": "ihr-name",
    "number": 0,
    "kind": "sponsor_summary",
    "file_kind": "german",
    "elsewhere": "nirgends",
    "item_key": "treasury.agreed",
    "section": "fees",
    "agreement": "avv",
    "version": "2026-11",
    "group": "porto",
    "office": "buergerbuero",
    "counter": "schalter-1",
    "part": "zeiten",
}

TASKS: dict[str, dict[str, str]] = {
    "outbox.dispatch": {},
    "connectors.deliver": {"delivery_id": "delivery_id"},
    "connectors.collect": {},
    "connectors.echo": {},
    "notifications.send": {"mail_id": "mail_id"},
    "casework.announce": {"announcement_id": "announcement_id"},
    "casework.forget_due": {},
    "casework.mail_alarm": {"mail_id": "alarm_mail_id"},
    "notifications.send_to_staff": {"mail_id": "mail_id"},
    "notifications.send_to_account": {"mail_id": "account_mail_id"},
    "billing.payments.poll": {"payment_id": "payment_id"},
    "billing.payments.close": {"payment_id": "payment_id"},
    "billing.payments.read_message": {"message_id": "message_id"},
    "billing.payments.refund": {"refund_id": "refund_id"},
    "billing.payments.look_for_disputes": {},
    "billing.payments.check_accounts": {},
    "billing.payments.sweep": {},
    "billing.books.run": {"day": "day"},
    "onboarding.readiness.night": {"day": "day"},
    "onboarding.readiness.after_change": {"since": "moment"},
    "appointments.reconcile": {"booking_id": "booking_id"},
    "appointments.look": {"booking_id": "booking_id"},
    "appointments.check_system": {},
    "onboarding.rehearsal.go_on": {"run_id": "run_id"},
    "onboarding.rehearsal.leave_twin": {},
    "onboarding.rehearsal.tidy": {"run_id": "run_id"},
}
SIGNERS = {"appointments.inviting", "declarations.access", "portal.browser", "documents.links", "config.certificate",
           "configuration.preview", "onboarding.golive.support"}  # fmt: skip
COOKIES = {
    "onboarding.console.views.support": "einblick",
    "portal.draft": "antrag",
    "portal.browser": "sitzung zugang abgabe",
    "accounts.guard": "amt",
    "portal.views.language": "sprache, says nothing of a person",
    "onboarding.rollout.views.sign_in": "of the operator's host",
}
CACHES = {
    "onboarding.golive.agreements.all_agreements": "texts that ship with the code, the same for all",
    "onboarding.readiness.catalogue._groups": "the checklist's items; the names of the probes are the argument",
    "configuration.assets": "(city, digest) of pictures that were seen to be there",
    "appointments.opening.holidays_of": "a Land's holidays; the Land, the municipality and the year are the arguments",
    "interface.description": "the description of the interface, the same for all",
    "interface.limits": "the city's slug is the first part of the key",
    "tenants.routing": "host -> place; of no city",
    "tenants.doors": "a provider's account -> its city; the account is the key",
    "tenants.template.city_plan": "the release's SQL",
    "tenants.release.this_release": "the release's name",
    "tenants.keys.city_keys": "the keeper of keys, which asks by schema",
    "tenants.binding._city_role": "the schema is the argument",
    "kernel.crypto": "the city's name is the argument",
    "configuration.federal.queries": "federal values, the same for all; a Land's are asked for by the Land",
    "configuration.queries._version": "the city's slug is the first argument",
}
STORAGE_USERS = {
    "documents.vault", "documents.keeping", "documents.operations", "documents.serve", "documents.archive",
}  # fmt: skip
FOLDERS = {
    "connectors.adapters.folder.place": "DELIVERY_DIR",
    "documents.storage": "STORAGE_DIR",
    "tenants.keys": "KEY_DIR",
    "tenants.template": "TEMPLATE_DIR",
    "identity.adapters.saml.configured": "EID_KEY_DIR",
    "config.demo": "EID_KEY_DIR",
}
# From outside to a city; the others read the row of the city that is bound. (Commands get the city from the operator.)
DOORS = {"billing.payments.doors", "connectors.doors", "identity.doors", "documents.links"}
OWN_ROW = {"casework.submission", "connectors.addressing", "onboarding.rehearsal.working"}


def tasks() -> dict[str, Any]:
    """The product's tasks by name; those of the operator belong to no city."""
    from importlib import import_module

    from config.celery import app
    from tests.architecture.source import product

    for module in product():
        if module.path.name == "tasks.py" and module.name != "tenants.tasks":
            import_module(module.name)
    app.finalize(auto=True)
    return {
        name: task
        for name, task in app.tasks.items()
        if not name.startswith(("celery.", "probe.")) and not hasattr(task, "public")
    }
