from tests.interface.console.conftest import clock, official

__all__ = ["clock", "official"]
