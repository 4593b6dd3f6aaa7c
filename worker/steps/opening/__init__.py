"""An opening that is offered to a list: planned, written, shown and stopped."""
