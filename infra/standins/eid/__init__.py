"""A local stand-in for BundID: the same SAML, obviously fictional persons, no card reader.

It knows nothing of the product's code: what it accepts and sends follows the standards, so that the two are
strangers who understand each other. Start it with ``python -m infra.standins.eid``.
"""
