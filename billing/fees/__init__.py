"""What a declaration costs: federal amounts by date, what the city adds, and when it is due."""
