"""What an operator does by hand: hold, release, replay, reconcile."""
