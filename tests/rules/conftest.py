"""How hypothesis runs the rules' properties."""

from hypothesis import settings

settings.register_profile("asapcomms", deadline=None)  # a busy machine is no failure
settings.load_profile("asapcomms")
