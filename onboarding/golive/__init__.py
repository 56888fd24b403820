"""Going live: the agreements that a city accepts, its request, the operator's answer, and the moment itself. No pages."""
