"""Open Dental's primary keys, so that one is never taken for another."""

from typing import NewType

AptNum = NewType("AptNum", int)
AsapCommNum = NewType("AsapCommNum", int)
ClinicNum = NewType("ClinicNum", int)
OpNum = NewType("OpNum", int)
PatNum = NewType("PatNum", int)
RecallNum = NewType("RecallNum", int)
ScheduleNum = NewType("ScheduleNum", int)

Subject = tuple[bool, AptNum]
"""What an offer is about: whether it is a recall, and FKey, the recall's or the appointment's number."""
