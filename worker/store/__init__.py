"""The database: tables, engine, locks, reads and writes."""
