"""Decisions: pure functions over frozen values."""
