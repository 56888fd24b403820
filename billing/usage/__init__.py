"""What a city used of the service, counted from its own data, and what it pays for it. In the city's schema."""
