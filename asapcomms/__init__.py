"""What programs that call the service import; it needs the extra ``client`` and nothing of the service."""
