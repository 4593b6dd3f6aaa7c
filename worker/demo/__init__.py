"""An invented practice to try the service on."""
