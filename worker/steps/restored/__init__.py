"""After a restore: find at the provider what the database has forgotten, before anything is sent.

::

    reconcile_all():
        hold everything; wait for what is being handed over
        decide the openings without an answer
        for each text in the provider's list, back to before anything forgotten can have gone out:
            known by its id: nothing
            its link is an offer's: adopt it
            its link is that of a request without an answer: decide it, adopt its offer
            its words are those of an offer whose link was made later, or of another text, to the same number
            that waits: adopt it
            else: it is of a request that the database does not know
        texts from patients to this office that are not known: let them have their effect, unanswered
        where the list hides what it holds: give up what may be in it
        release; what a person holds stays held

    adopt(text):
        transaction: under the locks of its owner: its attempt, with the age that the text has
        record it as accepted, like any other

Run again it finds what is known by then and goes on. Whoever dies while adopting leaves an open
attempt, which is looked for like any other; whoever dies anywhere leaves the hold.
"""
