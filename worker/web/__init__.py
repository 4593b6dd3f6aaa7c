"""The HTTP API."""

from worker.loading import load_less

load_less()  # here, because a server loads the app's module by itself
