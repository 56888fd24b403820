from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_broker() -> None:
    """What is handed to the workers goes to a broker in this process; nobody collects it."""
    from config.celery import app

    app.conf.broker_url = "memory://"
