from tests.contract.appointments.standin import standin

__all__ = ["standin"]
