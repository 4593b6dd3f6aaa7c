"""A stateful look-alike of Twilio's Messages API, for development, demo and tests."""

from worker.loading import load_less

load_less()  # here, because a server loads the app's module by itself
