"""A stateful look-alike of Twilio's Messages API, for development, demo and tests."""
