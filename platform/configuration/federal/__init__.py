"""Values that federal law or a Land sets for all cities: dated, published by the operator with four eyes."""
