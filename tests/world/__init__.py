"""The smallest world a test needs: an office on SQLite, and a provider that keeps what it got."""
