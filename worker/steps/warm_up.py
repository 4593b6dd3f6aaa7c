"""Do once what the first text would otherwise wait for."""

from datetime import datetime

from schemas.keys import AptNum, AsapCommNum, ClinicNum, OpNum, PatNum, ScheduleNum
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey
from worker.rules.slot import Slot
from worker.steps import sending_clinic
from worker.store.ledger import attempts, offered
from worker.store.practice import asapcomms, blockouts, records


def warm_up(office: Office, now: datetime) -> None:
    """Open connections and compile the statements of create and send; nothing is written."""
    office.gateway.warm_up()
    now_local = office.local(now)
    slot = Slot(OpNum(0), now_local, now_local)
    with office.store.reading() as transaction:
        records.find_operatory(transaction, slot.op)
        records.find_appointment(transaction, AptNum(0))
        records.find_patient(transaction, PatNum(0))
        records.in_the_way(transaction, slot)
        records.allowed_blockouts(transaction, 1)
        clinic = sending_clinic.load(transaction, ClinicNum(1))
        sending_clinic.is_subscribed_to_texting(transaction, clinic)
        offered.so_far(transaction, PatNum(0), (False, AptNum(0)), slot, now_local.date())
        asapcomms.has_refused(transaction, PatNum(0), AptNum(0))
        asapcomms.count_sent(transaction, PatNum(0), now_local.date())
        asapcomms.load(transaction, AsapCommNum(0))
        attempts.last(transaction, TextKey(Purpose.OFFER, 0))
        blockouts.find_slot(transaction, ScheduleNum(0))
