"""Measures the service beside the bare parts it is made of, in one run: ``python -m bench``."""
