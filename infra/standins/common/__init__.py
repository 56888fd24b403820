"""What every stand-in needs and no protocol: state on disk, HTTP on a port of its own, trouble on demand, its own page.

A stand-in is a ``server.Service`` with a function from ``http.Request`` to ``http.Response``. It shares no code with what it
stands in for, and the stand-ins share none of their protocols.
"""
