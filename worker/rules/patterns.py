"""Patterns over the words of a clause, short enough to be read.

Words in capitals are concepts of the lexicon, small ones themselves, and ``@`` names a class.
``A|B`` is either word, ``(A)`` may be missing, ``(A)*`` may come up to six times, ``~`` is up to two
words and ``...`` up to eight, ``<`` and ``>`` are the ends of a clause, ``-A`` and ``!A`` forbid a
word before and after; ``a^`` is any word that starts so, and no pattern meets a word struck out.
"""

import re
from collections.abc import Mapping

_ANY = r"(?:(?![.,?_] )\S+ )"
_START = r"(?:(?<=\A )|(?<=[.,?] ))"
_END = r"(?=[.,?] |\Z)"


def compiled(lines: str, classes: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    """Read patterns, one in a line; they match text that starts with a space and ends with one."""
    return tuple(
        re.compile("(?<= )" + "".join(_piece(piece, classes) for piece in line.split()))
        for line in lines.strip().splitlines()
    )


def _piece(piece: str, classes: Mapping[str, str]) -> str:
    fixed = {"<": _START, ">": _END, "~": _ANY + "{0,2}", "...": _ANY + "{0,8}"}
    if piece in fixed:
        return fixed[piece]
    if piece.startswith("-") and len(piece) > 1:
        return "".join(rf"(?<! {word} )" for word in _words(piece[1:], classes).split("|"))
    if piece.startswith("!"):
        return f"(?!{_word(piece[1:], classes)})"
    if piece.endswith(")*"):
        return f"(?:{_word(piece[1:-2], classes)}){{0,6}}"
    if piece.endswith(")"):
        return f"(?:{_word(piece[1:-1], classes)})?"
    return _word(piece, classes)


def _word(words: str, classes: Mapping[str, str]) -> str:
    listed = words.split("|")
    kept = "|".join(word for word in listed if word != ">")
    inner = rf"(?:{_words(kept, classes)}) "
    return rf"(?:{inner}|{_END})" if ">" in listed else inner


def _words(words: str, classes: Mapping[str, str]) -> str:
    full = re.sub(r"@(\w+)", lambda found: classes[found[1]], words)
    return "|".join(re.escape(word).replace(r"\^", r"\S*") for word in full.split("|"))
