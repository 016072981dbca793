"""Alembic's entry: runs the revisions on the connection that `database.open_database` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=connection.dialect.name == "sqlite")
# The caller holds the transaction: all revisions take effect, or none does.
context.run_migrations()
