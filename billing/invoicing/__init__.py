"""What the cities owe the operator: plans, contracts, usage, invoices. In ``public``; never a person of a city."""
