"""The check-up: what is found of settings, database, Redis and gateway, and what to do about it."""
