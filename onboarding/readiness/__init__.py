"""What a city still has to do before it goes live: measured where a machine can know, stated by a named person elsewhere."""
