"""A stand-in for the citizen API of eappointment/ZMS: a city's own appointment system, with real slots and a real clock.

``python -m infra.standins.zms`` starts it. It keeps its state on disk and survives a restart. Answers are held to the
published schemas by ``tests/contract/appointments``.
"""
