"""What the calendar says no to, with codes that pages turn into words."""

from __future__ import annotations

from kernel.errors import Refusal


class UnableToBook(Refusal):
    """Codes: ``slot_past``, ``too_soon``, ``not_open_yet`` (beyond the days that are released), ``no_such_slot`` (closed
    then, another office, too short, not on the grid), ``slot_gone``, ``hold_over``, ``calendar_changed``,
    ``not_yours`` (another case's), ``no_booking`` (nothing to move or cancel), ``too_late`` (the visit has begun),
    ``too_many_changes``, ``code_needed``, ``code_wrong``, ``code_over`` (another one has to be mailed), ``too_many``,
    ``too_many_visits`` (other cases of the same person have as many as are allowed), ``case_closed`` (withdrawn, refused,
    erased: there is nothing to come for), ``missed_twice`` (a person at the office books),
    ``changed_meanwhile`` (somebody else acted at the counter; ``params["state"]``). Of the city's own system:
    ``system_down``, ``has_one_already`` (it allows one visit at a time, and there is one), ``system_refuses`` (it does not
    take this booking)."""

    code = "slot_gone"


class UnableToClose(Refusal):
    """Codes: ``changed_meanwhile`` (the plan that was read holds no longer), ``past``, ``no_such_office``,
    ``no_such_counter``, ``not_in_order``, ``taken_back_already``, ``not_ours`` (the city's own system keeps the calendar)."""

    code = "changed_meanwhile"
