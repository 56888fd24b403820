from tests.interface.desk.conftest import case, clerk, clock, no_broker

__all__ = ["case", "clerk", "clock", "no_broker"]
