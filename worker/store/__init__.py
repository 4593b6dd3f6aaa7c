"""The database, by owner: Open Dental's rows in practice, ours in ledger.

Here are the engine, its transactions and locks, and what they are made of; what only start-up and the
doctor ask is in checks.
"""
