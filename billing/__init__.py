"""All money: fees, payments of citizens to their city, payment providers."""
