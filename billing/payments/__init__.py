"""Payments of citizens to their city: one truth, wherever the news of it comes from."""
