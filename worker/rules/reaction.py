"""What no person has said: reactions as telephones write them out, quoted words, and automatic answers.

They may quote what the office has written, "Reply STOP to opt out" for one, and refuse nothing.
"""

import re
from typing import Final

from worker.rules.speech import letters

_OPENS: Final = "[\"\u201c\u201d\u00ab\u2018']"
_VERBS: Final = (
    r"loved|liked|disliked|laughed at|emphasi[sz]ed|questioned|reacted|removed an? [\w ]+ from|"
    r"(?:a [\w .]+ )?(?:no )?(?:le|les) (?:encanto|gusto|gusta|disgusto|dio risa)|(?:no )?me (?:gusta|encanta)|"
    r"(?:le )?dio (?:un )?me gusta|(?:se )?ri[oe]|(?:se )?rio|enfatizo|exclamo|cuestiono|pregunto|reacciono|"
    r"(?:quito|elimino) (?:un|una) [\w ]+ (?:de|a)|dijo que [\w ]+|destaco"
)
_REACTION: Final = re.compile(rf"(?:{_VERBS})\b[^.!?\n]{{0,40}}?{_OPENS}.*", re.DOTALL)
_EMOJI_FIRST: Final = re.compile(rf"[^\w\s\"']+\s*(?:to|a|en)\s+{_OPENS}.*", re.DOTALL)
_OF_A_PICTURE: Final = re.compile(
    rf"(?:{_VERBS}) (?:an?|una?) (?:image|photo|picture|imagen|foto)\b.*"
)

INSTRUCTIONS: Final = (
    (
        r"(?<!i )(?<!to )(?<!already )\b(?:reply|text|send|respond|type|answer)(?: with)?(?: the word)? "
        r"(?:stop|help|yes|unsubscribe|quit|end|cancel)\b(?: (?:to|for|2)\b(?: (?!this|please)\w+){1,3})"
    ),
    r"\b(?:reply|text|send|respond) (?:stop|quit|unsubscribe)(?= to| 2|$)(?: (?:to|2) \w+)?",
    (
        r"\b(?:responda|responde|envie|mande|escriba|conteste)(?: con)?(?: la palabra)? "
        r"(?:stop|alto|baja|parar|ayuda|cancelar)\b para(?: \w+){1,4}"
    ),
    r"\breply start to get them again\b",
)
"""How a service tells its readers to stop; said of plain text."""

MACHINES: Final = (
    r"\b(?:am|while|estoy|voy) (?:now |currently |i am )?(?:driving|manejando|conduciendo)\b",
    r"\bauto(?:matic|mated|matica|matico)? ?(?:reply|response|message|text)\b|\bautoreply\b",
    r"\b(?:respuesta|mensaje|texto) automatic[ao]\b",
    r"\b(?:out|off|away) (?:of|from) (?:the |my )?office\b|\bfuera de (?:la )?oficina\b",
    r"\b(?:number|inbox|mailbox|line|phone) is (?:not|never) (?:currently )?monitored\b|\bunmonitored\b",
    r"\bcan not talk (?:right )?now\b",
    r"\bthank(?:s| you) for (?:calling|texting|contacting|reaching out)\b",
    r"\bgracias por (?:comunicarse|llamar|contactar\w*|escribir\w*)\b",
    (
        r"\bwill (?:reply|respond|text|call|get|be) (?:back |to |in touch |with |you |your )*"
        r"(?:as soon as|soon|shortly|later|when i)\b"
    ),
    r"\bmessage and data rates\b",
)
"""What telephones and offices write by themselves; said of plain text."""


def is_reaction(body: str) -> bool:
    """Say whether a text is a telephone's account of a reaction to an earlier one."""
    said = letters(body).strip()
    return any(form.fullmatch(said) for form in (_REACTION, _EMOJI_FIRST, _OF_A_PICTURE))
