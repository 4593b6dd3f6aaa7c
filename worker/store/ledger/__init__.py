"""This service's own rows: requests, texts, attempts, receipts, answers, events, consent and limits."""

from worker.store.ledger import event_tables as event_tables  # so that OWN knows them, always
from worker.store.ledger import operating_tables as operating_tables
