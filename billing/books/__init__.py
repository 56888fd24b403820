"""The books of a city: does what we have, what the provider has and what the cash system was told agree?"""
