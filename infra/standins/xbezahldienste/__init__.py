"""A stand-in for a payment service of the administration: XBezahldienste 1.0.0 with all three ways of signing in.

``python -m infra.standins.xbezahldienste`` starts it: HTTP Basic as epay21 has it, OAuth 2 as pmPayment, and mutual TLS, on a
port of its own, as ePayBL. It keeps its state on disk and survives a restart. No money is moved.
"""
