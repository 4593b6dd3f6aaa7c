"""What patients' texts ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.keywords import HELP_WORDS, START_WORDS, STOP_WORDS, Wish, hear

TWILIOS_STOP = ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")
THE_FCCS_STOP = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")

STOPS = (
    *("Stop", "STOP.", "stop!", "  stop  ", "Stop\n", '"STOP"', "'stop'", "(stop)", "Stop 🛑"),
    *("please stop", "Stop please", "PLEASE STOP!!!", "stop, thanks", "Stop now", "ok stop"),
    *("STOP STOP STOP", "stop stop", "no stop", "Stop all", "stop-all", "opt-out", "Opt Out"),
    *(
        "just stop",
        "hi, stop",
        "Sorry, cancel",
        "stop thank you",
        "\uff53\uff54\uff4f\uff50",  # full width
        "Pls stop",
        "S.T.O.P",
        "s t o p now",
    ),
)
REFUSALS = (
    "please don't text me",
    "Please don’t text me anymore",  # noqa: RUF001 - as phones write it
    "dont text me",
    "do not text this number",
    "Do not contact me again",
    "never text me again",
    "don't message me",
    "No more texts",
    "no more text messages please",
    "no more of these messages",
    "No texts please",
    "Remove me",
    "remove me from your list",
    "please remove my number",
    "Take me off this list",
    "take my number off your list",
    "delete my phone number",
    "wrong number",
    "You have the wrong number.",
    "Sorry wrong person",
    "this is not my number",
    "That is no longer her number",
    "Leave me alone",
    "leave us alone!!",
    "stop texting me",
    "Stop texting",
    "STOP SENDING ME THESE",
    "stop sending me these messages",
    "Please stop all these text messages",
    "quit texting me",
    "Quit bothering me",
    "stop contacting me",
    "can you stop texting me",
    "I want you to stop messaging me",
    "I don't want these texts",
    "I do not want to receive any more messages",
    "I don't want to be texted",
    "don't send me any more texts",
    "Don't want texts",
    "not interested in your texts",
    "unsubscribe me",
    "how do I unsubscribe",
    "I want to opt out",
    "opt me out",
    "please opt out my phone",
    "I revoke my consent",
    "lose my number",
    "Not interested. STOP",
    "Stop. I mean it",
    "I am not a patient there\nunsubscribe",
    "No me envíe más mensajes",
    "no más textos",
    "Deje de mandar mensajes",
    "fuck off",
    "Thank you for reaching out. Please remove me from your list.",
    "I'm driving, stop texting me",
    "Im at work, please quit texting",
    "I text stop and you keep texting. Stop!",
    *("Stop it", "Stop - Jane", "STOP 12345", "Stoppp it"),
    "How many times do I have to text STOP?",
    "stop calling",
    *("ALTO", "BAJA", "PARAR", "Paren por favor", "b.a.j.a."),
    "No quiero recibir mensajes",
    "Quiero darme de baja",
    "Número equivocado",
    "Aquí no hay ninguna Rosa",
)
NOT_REFUSALS = (
    "I don't want to miss these messages, yes please",
    "Is this the wrong number to call for billing?",
    "I gave you the wrong number",
    "Loved “Ann, an opening on 9/13. Reply STOP to opt out.”",
    "Le encantó “Una cita el 13. Reply STOP to opt out.”",
    "A Ana le gustó «Una cita el 13. Responda STOP para cancelar»",
    "👍 to “\u200aAnn, an opening on 9/13. Reply STOP to opt out.\u200a”",
    "Reacted ❤️ to “Reply STOP to stop.”",
    "Liked “Example Dental: you will get no more texts from us. Reply START to get them again.”",
    "I can't stop by today",
    "can I stop by at 3?",
    "I will stop in at noon",
    "Can I stop by and text you when I'm outside?",
    "Cancel my appointment",
    "please cancel my appointment for tomorrow",
    "Cancel. I'm sick",
    "I need to cancel",
    "can I cancel and reschedule?",
    "end of the day works",
    "At the end of the week?",
    "the pain won't stop",
    "It doesn't stop bleeding",
    "Don't stop texting me, I still want an earlier slot",
    "please do not stop sending these",
    "is there a bus stop nearby",
    "I quit smoking",
    "I had to stop for gas, running late",
    "yes",
    "YES!",
    "no",
    "No thanks",
    "not interested",
    "I don't want this appointment",
    "I don't want to miss my appointment",
    "Text me when there's an opening",
    "no problem",
    "I don't see the message",
    "I didn't get your text",
    "remove me from the schedule please",
    "take me off the schedule",
    "will you remove my wisdom tooth",
    "Take my name and call me",
    "what number is this",
    "which number should I call",
    "can you help me",
    "I need more info",
    "when do we start",
    "Let's start at 9",
    "who is this",
    "C1",
    "",
    "   ",
    "👍",
)
DOUBTS = (
    "Stop texting me so early",
    "If I text STOP will I still get reminders?",
    "too many texts",
    "Take me off the waiting list",
    "¿Qué pasa si mando STOP?",
    "demasiados mensajes",
)
AUTO_REPLIES = (
    "I'm driving right now and will see your message later.",
    "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.",  # noqa: RUF001
    "Im driving - Sent from My Car",
    "I am out of the office until Monday.",
    "Out of office: please call 555 0100",
    "Automatic reply: we are closed",
    "Auto-reply: I'm away",
    "AUTOREPLY I cannot answer",
    "This is an automated message.",
    "This number is not monitored.",
    "This inbox is unmonitored",
    "Can't talk right now. What's up?",
    "Thanks for contacting Joe's Garage! We will get back to you shortly. Reply STOP to opt out.",
    "You are subscribed. Text HELP for help, text STOP to unsubscribe",
)


@pytest.mark.parametrize("body", [*TWILIOS_STOP, *THE_FCCS_STOP, *STOPS])
def test_stop(body: str) -> None:
    """The words that Twilio and the FCC list are understood, however they are written."""
    assert Wish.STOP is hear(body).wish


@pytest.mark.parametrize("body", REFUSALS)
def test_refusals(body: str) -> None:
    """Plain language counts as much as a keyword."""
    heard = hear(body)

    assert Wish.REFUSAL is heard.wish
    assert heard.words


@pytest.mark.parametrize("body", NOT_REFUSALS)
def test_not_refusals(body: str) -> None:
    """Who asks about the appointment goes on getting texts."""
    assert Wish.NONE is hear(body).wish


@pytest.mark.parametrize("body", AUTO_REPLIES)
def test_auto_replies(body: str) -> None:
    """What a machine says is no wish of the patient."""
    assert Wish.AUTO_REPLY is hear(body).wish


@pytest.mark.parametrize("body", DOUBTS)
def test_doubts(body: str) -> None:
    """What speaks of stopping and is not clear is neither a refusal nor passed over."""
    assert Wish.UNCLEAR is hear(body).wish


@pytest.mark.parametrize("body", ["START", "Unstop", "start please", "opt in", "OPTIN", "Opt-In"])
def test_start(body: str) -> None:
    """A patient may want texts again."""
    assert Wish.START is hear(body).wish


@pytest.mark.parametrize("body", ["HELP", "info", "Help!", "help please"])
def test_help(body: str) -> None:
    """A patient may ask who texts."""
    assert Wish.HELP is hear(body).wish


def test_no_word_means_two_things() -> None:
    """A keyword is of one kind."""
    assert set() == STOP_WORDS & START_WORDS
    assert set() == HELP_WORDS & (STOP_WORDS | START_WORDS)


@given(body=st.text(max_size=2_000))
def test_any_text_is_understood(body: str) -> None:
    """No text is an error."""
    assert hear(body).wish in Wish


@given(
    word=st.sampled_from(sorted(STOP_WORDS)),
    before=st.sampled_from(["", " ", "please ", "\n", "!", "¡"]),
    after=st.sampled_from(["", ".", "!!!", " thanks", " 🙏", "\r\n", " please."]),
    shout=st.booleans(),
)
def test_stop_in_any_dress(word: str, before: str, after: str, *, shout: bool) -> None:
    """Case, signs and courtesies do not hide a stop word."""
    said = f"{before}{word}{after}"

    assert Wish.STOP is hear(said.upper() if shout else said).wish
