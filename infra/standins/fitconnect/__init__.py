"""A stand-in for FIT-Connect: the submission API v2 as observed, and an authority's system behind it that reads and answers.

``python -m infra.standins.fitconnect`` starts it. It keeps its state and its keys on disk and survives a restart. What
arrives is decrypted and shown: for test data only.
"""
