from tests.interface.portal.conftest import at_once, someone, stand_in, stripe_page, that_day

__all__ = ["at_once", "someone", "stand_in", "stripe_page", "that_day"]
