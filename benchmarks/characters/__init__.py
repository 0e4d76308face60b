"""Makes model/characters.txt and model/suspects.txt from public tables; `make characters` runs it."""
