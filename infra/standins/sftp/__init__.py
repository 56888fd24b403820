"""A stand-in for a data centre's OSCI/XTA gateway behind SFTP: a server with a folder per city, and the gateway that looks
into them.

``python -m infra.standins.sftp`` starts it. Files and faults stay on disk over a restart.
"""
