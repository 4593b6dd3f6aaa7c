"""Alembic's environment: works on the connection it is handed."""

from alembic import context

from worker.store.ledger.tables import OWN, VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=OWN,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
