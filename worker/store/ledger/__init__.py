"""This service's own rows: requests, texts, attempts, receipts, answers, consent and limits."""
