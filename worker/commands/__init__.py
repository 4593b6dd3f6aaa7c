"""Commands for whoever keeps the service running: callers, accounts, end points, holds, repairs."""
