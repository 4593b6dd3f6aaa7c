"""Changes of this service's own tables, one file each, by Alembic."""
