"""Who may see which page of the console: the guard of all staff, with the console's own page for who may not."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.guard import Guard, who
from configuration.drafting import Editor

needs = Guard("console/forbidden.html").needs


def editor(request: HttpRequest) -> Editor:
    staff = who(request)
    return Editor(staff.id, staff.name)
