"""The whole journey in a real browser. A package of its own, so that the platform runs for these tests only."""
