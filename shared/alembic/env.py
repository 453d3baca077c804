"""What alembic runs for every service; `shared/migrations.py` hands it the connection and the tables."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    compare_type=True,
    compare_server_default=True,
    render_item=attributes["render_item"],
)
with context.begin_transaction():
    context.run_migrations()
