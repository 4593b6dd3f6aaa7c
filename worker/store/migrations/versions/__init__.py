"""The changes, oldest first; a change that was released is never edited."""
