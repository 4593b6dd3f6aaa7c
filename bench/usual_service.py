"""The job as people usually write it: an endpoint that enqueues, one actor that does it all.

No checks, no locks, no ledger: a yardstick, not an example.
"""

import os
import sqlite3
from contextlib import closing

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from fastapi import FastAPI
from pydantic import BaseModel

from bench.bare import BODY, twilio_client
from worker.settings import SANDBOX_NUMBER

app = FastAPI()
dramatiq.set_broker(RedisBroker(url=os.environ["REDIS_URL"]))
twilio = twilio_client(os.environ["TWILIO_API_URL"])


class Ask(BaseModel):
    """Whom to text."""

    number: str


@dramatiq.actor
def send_text(number: str) -> None:
    """Insert, send, update."""
    with closing(sqlite3.connect(os.environ["BENCH_DATABASE"])) as database:
        row = database.execute("INSERT INTO text (number, body) VALUES (?, ?)", (number, BODY))
        database.commit()
        sent = twilio.messages.create(to=number, from_=SANDBOX_NUMBER, body=BODY)
        database.execute("UPDATE text SET sid = ? WHERE num = ?", (sent.sid, row.lastrowid))
        database.commit()


@app.get("/healthz")
def healthz() -> str:
    """Say that this process answers."""
    return "ok"


@app.post("/texts", status_code=202)
def post_text(ask: Ask) -> None:
    """Enqueue."""
    send_text.send(ask.number)
