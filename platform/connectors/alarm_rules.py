"""From which age on a person is told: a city's own thresholds, within what the other side allows."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field


class AlarmRules(BaseModel):
    """``unconfirmed_hours``: FIT-Connect keeps a submission for 14 days and is asked from day 3 on, so the default warns
    before that; ``expiring_days``: the last moment to act. ``line_minutes``: the connector gives no answer. ``mail``:
    whether those who look after deliveries get a mail, besides the task on their page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stuck_hours: int = Field(default=1, ge=0, le=72)
    waiting_hours: int = Field(default=24, ge=1, le=240)
    unconfirmed_hours: int = Field(default=60, ge=1, le=71)
    expiring_days: int = Field(default=10, ge=4, le=13)
    line_minutes: int = Field(default=30, ge=5, le=1440)
    collecting_hours: int = Field(default=4, ge=1, le=72)
    returned_hours: int = Field(default=4, ge=0, le=72)
    mail: bool = True

    @property
    def stuck(self) -> timedelta:
        return timedelta(hours=self.stuck_hours)

    @property
    def waiting(self) -> timedelta:
        return timedelta(hours=self.waiting_hours)

    @property
    def unconfirmed(self) -> timedelta:
        return timedelta(hours=self.unconfirmed_hours)

    @property
    def expiring(self) -> timedelta:
        return timedelta(days=self.expiring_days)

    @property
    def line(self) -> timedelta:
        return timedelta(minutes=self.line_minutes)

    @property
    def collecting(self) -> timedelta:
        return timedelta(hours=self.collecting_hours)

    @property
    def returned(self) -> timedelta:
        return timedelta(hours=self.returned_hours)
