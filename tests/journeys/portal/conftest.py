from tests.interface.portal.conftest import that_day

__all__ = ["that_day"]
