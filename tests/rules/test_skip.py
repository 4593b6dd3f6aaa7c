"""The sentences in Note: their words are Open Dental's, or the service's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules import skip
from worker.rules.skip import (
    Skip,
    add_note,
    daily_limit,
    monthly_limit,
    too_close,
    weekly_limit,
)
from worker.rules.template import LONGEST_TEXT

SENTENCES = {
    "refused-before": "Not sending text because this patient has requested to not be texted "
    "or emailed about this appointment.",
    "daily-limit": "Not sending text because this patient has received 2 texts today.",
    "too-short-notice": "Not sending text because the text would be sent less than 30 "
    "minutes before the time slot.",
    "after-slot": "Not sending text because the text would be sent after the time slot.",
    "texting-off": "Not sending text because texting is not enabled for this clinic.",
    "no-texts-wanted": "Not sending text because this patient is set to not receive texts.",
    "no-wireless-phone": "Not sending text because this patient does not have a wireless "
    "phone entered.",
    "invalid-wireless-phone": "Not sending text because this patient's wireless phone is "
    "not valid.",
    "unable-to-receive": "Not sending text because this patient is not able to receive texts.",
    "opted-out": "Not sending text because the patient has opted out of automated messaging.",
    "slot-taken": "Not sending because the time slot has been taken by another appointment.",
    "slot-blocked": "Not sending because a blockout no longer allows appointments in the "
    "time slot.",
    "slot-removed": "Not sending because the time slot was removed from the schedule.",
    "slot-moved": "Not sending because the time slot was moved on the schedule, and the text "
    "names another time.",
    "stopped": "Not sending because the office has stopped offering the time slot.",
    "appointment-gone": "Not sending because the appointment no longer exists.",
    "no-longer-asap": "Not sending because the appointment is no longer on the ASAP list.",
    "expired": "Not sending because the offer expired before it could be sent.",
    "too-close": "Not sending text because the time slot is less than 60 minutes from the "
    "patient's own appointment.",
    "taken-by-patient": "Not sending because the patient has already accepted this time slot.",
    "appointment-changed": "Not sending because the office has since changed what the text "
    "confirms.",
    "chose-another": "Not sending because the patient has taken another time slot for this "
    "appointment.",
    "declined": "Not sending because the patient has already declined this time slot.",
    "too-long": "Not sending text because it would be longer than 1600 characters.",
    "recall-refused-before": "Not sending text because this patient has requested to not be "
    "texted or emailed about this recall.",
    "recall-gone": "Not sending because the recall no longer exists.",
    "recall-no-longer-asap": "Not sending because the recall is no longer on the ASAP list.",
    "recall-chose-another": "Not sending because the patient has taken another time slot for "
    "this recall.",
    "tried-too-often": "Not sending text because this service failed each time it tried; "
    "its log says why.",
    "weekly-limit": "Not sending text because this patient has received 3 texts in the last "
    "7 days.",
    "monthly-limit": "Not sending text because the clinic may send 1000 text parts a month "
    "and has used them.",
    "quiet-hours": "Not sending text because the time slot is too soon after the patient's "
    "quiet hours.",
    "bad-number": "Not sending text because this patient's wireless phone could not receive "
    "an earlier text.",
}

SKIPS = [
    *(value for value in vars(skip).values() if isinstance(value, Skip)),
    daily_limit(2),
    too_close(60),
    weekly_limit(3),
    monthly_limit(1000),
]

sentences = st.text(alphabet=st.characters(exclude_characters="\r\n"), min_size=1)


@pytest.mark.parametrize("made", SKIPS, ids=lambda made: made.code)
def test_words_are_exact(made: Skip) -> None:
    """Offices search their notes for these words, so none may change."""
    assert SENTENCES[made.code] == made.sentence


def test_longest_text_is_the_one_named() -> None:
    """The length at which a text is blocked is the one its note tells."""
    assert f"than {LONGEST_TEXT} characters" in SENTENCES["too-long"]


def test_every_code_has_its_skip() -> None:
    """No reason is without a sentence, no two reasons share a code."""
    assert sorted(SENTENCES) == sorted(made.code for made in SKIPS)


@pytest.mark.parametrize("made", SKIPS, ids=lambda made: made.code)
def test_a_recall_is_called_one(made: Skip) -> None:
    """No Note about a recall speaks of an appointment of the patient's that there is not."""
    said = skip.of_recall(made).sentence

    assert made.sentence.replace("this appointment", "this recall").replace(
        "the appointment", "the recall"
    ) == said  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0, "Not sending text because this patient has received 0 texts today."),
        (1, "Not sending text because this patient has received 1 texts today."),
        (12, "Not sending text because this patient has received 12 texts today."),
    ],
)
def test_limit_is_named(limit: int, expected: str) -> None:
    """The note names the limit, with a plural even for one, as Open Dental's does."""
    assert expected == daily_limit(limit).sentence


@pytest.mark.parametrize(
    ("note", "sentence", "expected"),
    [
        ("", "Too late.", "Too late."),
        ("Too late.", "Taken.", "Too late.\r\nTaken."),
        ("Too late.\r\nTaken.", "Gone.", "Too late.\r\nTaken.\r\nGone."),
        ("Too late.", "Too late.", "Too late."),
        ("Too late.\r\nTaken.", "Too late.", "Too late.\r\nTaken."),
        ("Far too late.", "too late.", "Far too late.\r\ntoo late."),
        ("Called her.", "Taken.", "Called her.\r\nTaken."),
    ],
)
def test_reasons_are_joined(note: str, sentence: str, expected: str) -> None:
    """Several reasons stand on lines of their own."""
    assert expected == add_note(note, sentence)


@given(reasons=st.lists(sentences))
def test_no_reason_is_repeated(reasons: list[str]) -> None:
    """However often reasons are added, each stands in the note once."""
    note = ""
    for sentence in [*reasons, *reasons]:
        note = add_note(note, sentence)
    expected = list(dict.fromkeys(reasons))

    assert expected == [line for line in note.split("\r\n") if line]


@given(note=st.text(), sentence=sentences)
def test_note_is_never_cut(note: str, sentence: str) -> None:
    """What staff wrote stays in front of the reason."""
    assert add_note(note, sentence).startswith(note)
