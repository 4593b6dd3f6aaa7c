"""A patient's text made plain: one spelling for each word, and a sign where a clause ends."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SPELLED_OUT: Final = frozenset({"stop", "quit", "end", "alto", "baja", "pare", "parar", "remove"})
"""Words that are also written letter by letter: S.T.O.P."""

_VOCABULARY: Final = frozenset(
    {
        *("unsubscribe", "texting", "message", "messages", "messaging", "contact", "contacting"),
        *("remove", "number", "wrong", "sending", "please", "receive", "calling", "cancel"),
        *("notifications", "reminders", "anymore", "mensajes", "mensaje", "numero", "equivocado"),
        *("notification", "reminder", "unsubscribed", "removed", "textear", "stopped"),
        *("recibir", "cancelar", "enviar", "enviarme", "mandarme", "molestar", "quitenme"),
    }
)
_REAL_WORDS: Final = frozenset(
    {"testing", "numbed", "removes", "massage", "massages", "relieve", "recibi"}
)
_LETTERS_OF_WORDS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_MISSPELT: Final = 5
_SHORTEST_WITH_A_GAP: Final = 6


def _misspelt() -> Iterator[tuple[str, str]]:
    """Yield what a long word becomes when a slip of the thumb changes one letter or two."""
    for word in sorted(_VOCABULARY):
        for place in range(1, len(word) - 1):
            swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            if len(word) >= _SHORTEST_MISSPELT:
                yield swapped, word
            if len(word) >= _SHORTEST_WITH_A_GAP:
                yield word[:place] + word[place + 1 :], word
                yield word[:place] + word[place] + word[place:], word
                for letter in _LETTERS_OF_WORDS:
                    yield word[:place] + letter + word[place + 1 :], word
        if len(word) >= _SHORTEST_WITH_A_GAP:
            yield word[:-1], word


_RESPELLED: Final = """doesnt: does not, didnt: did not, wont: will not, cant: can not, cannot: can not, isnt: is not,
aint: is not, arent: are not, havent: have not, hasnt: has not, wouldnt: would not,
wasnt: was not, couldnt: could not, shouldnt: should not, im: i am, ive: i have, youre: you are,
youve: you have, theres: there is, thats: that is, wanna: want to, gonna: going to,
gotta: have to, nomore: no more, wnt: want, mor: more, moar: more, txtng: texting,
txtin: texting, textin: texting, rmv: remove, hes: he is, shes: she is, txt: text, txts: texts,
txting: texting, txted: texted, ur: your, nmbr: number, msging: messaging, w: with,
thru: through, contect: contact, ppl: people"""

_SPELLINGS: Final = {
    wrong: right for wrong, right in _misspelt() if wrong not in _VOCABULARY | _REAL_WORDS
} | {
    **dict.fromkeys(
        ("sotp", "stpo", "stopp", "stp", "syop", "stip", "stahp", "stio", "stpp"), "stop"
    ),
    **dict.fromkeys(
        ("unsub", "unsuscribe", "unsubcribe", "unsubscibe", "unsubsribe"), "unsubscribe"
    ),
    **dict.fromkeys(("dont", "dnt", "donot", "don"), "do not"),
    **dict.fromkeys(("pls", "plz", "plse", "pleas", "plese"), "please"),
    **dict.fromkeys(("thx", "ty", "thnx", "tks"), "thanks"),
    **dict.fromkeys(("msg", "mssg", "massage"), "message"),
    **dict.fromkeys(("msgs", "massages"), "messages"),
    **dict.fromkeys(("que", "q", "k"), "que"),
    **dict.fromkeys(("porfa", "xfa", "porfavor", "xfavor", "porfis"), "por favor"),
    **dict.fromkeys(("msj", "msjs", "mjs", "mensages"), "mensajes"),
    **dict.fromkeys(("u", "ya'll"), "you"),
    **dict(pair.split(": ") for pair in re.split(r",\s", _RESPELLED)),
}

_ELISIONS: Final = (
    ("n't", " not"),
    ("'d", " would"),
    ("'ll", " will"),
    ("'m", " am"),
    ("'ve", " have"),
    ("'re", " are"),
)
_IRREGULAR: Final = {"won't": "will not", "can't": "can not", "ain't": "is not"}
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2019\u2018\u00b4`\u02bc", "'"))
_LONG_DRAWN: Final = re.compile(r"([a-z])\1{2,}")
_LETTERS: Final = re.compile(r"(?<![a-z])(?:[a-z][ .*_-]{1,2}){2,}[a-z](?![a-z])")
_SENTENCE_END: Final = re.compile(r"[.!;\n\r\u2026]+")
_CLAUSE_END: Final = re.compile(
    r"(?:[,:()\u2013\u2014/\"\u201c\u201d\u00ab\u00bb~]|(?<=\s)-+|-+(?=\s))+"
)
_K_AS_IN_KE: Final = re.compile(r"k(?=[ei])")
_AS_K: Final = frozenset(
    [
        "aqui",
        "quiero",
        "quieren",
        "quiten",
        "quitenme",
        "quite",
        "equivocada",
        "equivocaron",
        "quien",
    ]
)
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9' .,?]+")


def plain(body: str) -> str:
    """Write a text in small letters, one spelling and single spaces; . , and ? stand as words."""
    said = letters(body.translate(_APOSTROPHES))
    said = said.replace("\U0001f6d1", " stopsign ").replace("$top", "stop").replace("st0p", "stop")
    said = _LETTERS.sub(_joined, _LONG_DRAWN.sub(r"\1", said))
    said = re.sub(r"#(?!\d)", " number ", said)
    said = _CLAUSE_END.sub(" , ", _SENTENCE_END.sub(" . ", said.replace("?", " ? ")))
    return " ".join(
        part for word in _NOT_A_WORD.sub(" ", said).split() for part in _spelled(word).split()
    )


def letters(body: str) -> str:
    """Write a text in small letters, without accents and without signs that are not seen."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKD", body).casefold()
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )


def clauses(said: str) -> list[str]:
    """Split a plain text at its signs."""
    return [clause for part in re.split(r"[.,?]", said) if (clause := part.strip())]


def _joined(found: re.Match[str]) -> str:
    word = "".join(sign for sign in found[0] if sign.isalpha())
    return word if word in _SPELLED_OUT else found[0]


def _spelled(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    for ending, written in _ELISIONS:
        word = word.replace(ending, written)
    bare = word.replace("'", "")
    if "k" in bare:  # as young people write Spanish: ekivocado, kiten
        written = _K_AS_IN_KE.sub("qu", bare)
        bare = _SPELLINGS.get(written, written) if written in _AS_K | _VOCABULARY else bare
    return _SPELLINGS.get(bare, bare)
