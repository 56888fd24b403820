"""The steps of a run, in their order."""

from __future__ import annotations

from datetime import timedelta

from onboarding.rehearsal.steps import afterwards, beginning, card, citizen, clerk, money
from onboarding.rehearsal.steps.base import Kind

PATH: tuple[Kind, ...] = (
    Kind("twin", beginning.make_ready, patience=timedelta(minutes=5)),
    Kind("start", citizen.look_at_start),
    Kind("eligibility", citizen.answer_eligibility),
    Kind("card", card.show),
    Kind("form", citizen.fill_in_form),
    Kind("papers", citizen.upload_papers),
    Kind("review", citizen.review_and_accept),
    Kind("hand_in", citizen.hand_in),
    Kind("payment", money.pay),
    Kind("receipt", money.read_receipt),
    Kind("desk", clerk.sign_in),
    Kind("check", clerk.check),
    Kind("decision", clerk.decide),
    Kind("fee", money.pay_later),
    Kind("delivery", afterwards.deliver),
    Kind("visit", afterwards.book),
    Kind("echo", afterwards.echo),
    Kind("mails", afterwards.read_mails),
)
