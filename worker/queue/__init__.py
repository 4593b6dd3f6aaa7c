"""The broker: names, client, wake-ups, the embedded server."""
