"""The way of every text, whoever owns it: an offer, a confirmation, or an answer to a keyword.

::

    send(key):                                              hand_over.py
        transaction:                                        claim.py
            owner = the row the text belongs to             owner.py
            unless it waits and is due: end
            if it has been due for 15 s: the same again, its beginnings counted;
                begun too often: skip it
            lock slot and patient; read the owner again     facts.py
            unless the last attempt surely sent nothing: end
            check everything again: skip it, put it off, or render it
            ask the sender's limits: skip it, put it off, leave it, or go on
                                                            sender.py
            write the attempt: dispatching, its body, a lease of 15 s
  A     commit
        if the lease has not ended:                         hand_over.py
  B         call the provider, no transaction open
        transaction:                                        record.py
            attempt:   accepted | rejected | unknown
            owner:     was sent | waits again or failed | may be sent
            accepted:  smstomobile and commlog
            rejected:  given back to the limits; what the code means for later
                                                            error_codes.py
            accepted or rejected: the attempt's body is cleared
  C     commit

    create(request) decides, and does the same from "ask the sender's limits" on,
    in the transaction and with the facts of its decision; then hand_over().

    reconcile(attempt), for one that is dispatching or unknown and due:
        transaction:                                        reconcile.py
            take it over: unknown, a lease of 15 s, one more beginning
            owner: may be sent
            begun too often, or nothing is left to look for: given up, owner failed
  D     commit
  E     unless its link was opened, ask the provider for its token, else for its body
        opened or found: record, accepted, with the body that was kept
        no trace, and another look is due: come back then
        no trace at the last look, and that proves it, and the clinic resends:
  F         transaction: attempt not sent, owner waits again; then send(key)
        else:
  F         transaction: attempt given up, owner failed

Whoever dies

- before A leaves nothing, and the row is due as before: the message or the clock comes again.
- between A and C leaves an attempt whose lease ends: the clock has it reconciled.
  It is not sent again before the provider had no trace of it at the last look, 180 s after A.
  Whoever did not die but slept finds the lease over, before B or on the way to it, and sends nothing.
- after C has done everything.
- between D and F leaves an unknown attempt whose lease ends, and a beginning that counts.
- after F leaves a row that is due, or nothing to do.

``record`` moves the attempt first, from an open state to its end: who comes second changes nothing.
Where Open Dental's tables have no transactions ours still have: an attempt that was not committed is
gone, or open as before, and what was written of theirs is written again or, in the chart, found.

The body stays with an attempt that is not sent or given up: a late receipt may still show that the
text went out (``steps/receipts.py``), and then it is recorded with what was said.
"""
