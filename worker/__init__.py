"""The dispatch worker: everything that acts."""
