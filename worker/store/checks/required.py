"""What this service needs of Open Dental's tables: columns it reads or changes, and rights.

A column that is only filled when a row is inserted is not among them: it is left out where a
version of Open Dental does not have it.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table

from worker.store.ledger.tables import OWN, VERSION_TABLE, trial
from worker.store.practice import booking_tables as bookings
from worker.store.practice import tables

_KEYS: Final[Mapping[Table, str]] = {
    tables.appointment: "apt_num pat_num apt_status pattern op apt_date_time next_apt_num "
    "appointment_type_num priority confirmed prov_num prov_hyg is_hygiene clinic_num "
    "date_time_asked_to_arrive proc_descript date_t_stamp sec_date_t_entry",
    tables.appointmenttype: "appointment_type_num blockout_types",
    tables.asapcomm: "asap_comm_num f_key f_key_type schedule_num pat_num clinic_num short_guid "
    "date_time_entry date_time_expire date_time_sms_scheduled sms_send_status date_time_sms_sent "
    "response_status date_time_orig template_text note guid_message_to_mobile email_send_status "
    "date_time_email_sent email_message_num",
    tables.clinic: "clinic_num abbr description address address_2 city state zip phone fax "
    "sms_contract_date",
    tables.clinicpref: "clinic_num pref_name value_string",
    tables.commlog: "commlog_num pat_num comm_date_time note",
    tables.commoptout: "pat_num opt_out_sms",
    tables.definition: "def_num category item_order item_name item_value",
    bookings.histappointment: "hist_appt_num hist_user_num hist_date_t_stamp hist_appt_action "
    "appt_source apt_num pat_num apt_status op apt_date_time prov_num prov_hyg is_hygiene "
    "confirmed date_time_asked_to_arrive proc_descript date_t_stamp",
    tables.operatory: "operatory_num is_hidden clinic_num prov_dentist prov_hygienist is_hygiene "
    "set_prospective",
    tables.patient: "pat_num l_name f_name pat_status wireless_phone txt_msg_ok language clinic_num "
    "ask_to_arrive_early pri_prov",
    tables.preference: "pref_name value_string",
    tables.provider: "prov_num is_secondary",
    tables.recall: "recall_num pat_num date_due is_disabled recall_type_num date_scheduled priority "
    "time_pattern_override date_t_stamp",
    tables.recalltype: "recall_type_num description time_pattern",
    tables.schedule: "schedule_num sched_date start_time stop_time sched_type blockout_type "
    "note date_t_stamp prov_num",
    tables.scheduleop: "schedule_num operatory_num",
    bookings.securitylog: "security_log_num log_date_time f_key log_source",
    tables.signalod: "signal_num",
    tables.smsfrommobile: "sms_from_mobile_num pat_num guid_message",
    tables.smsphone: "sms_phone_num clinic_num country_code",
    tables.smstomobile: "sms_to_mobile_num guid_message msg_text sms_status date_time_terminated "
    "cust_error_text sec_date_t_edit",
}

READ: Final[Mapping[str, tuple[str, ...]]] = {
    table.name: tuple(table.c[key].name for key in keys.split()) for table, keys in _KEYS.items()
}
"""The columns that must be there, by table; a test holds them against the statements that run."""

OPTIONAL: Final[Mapping[Table, tuple[str, ...]]] = {
    bookings.alertitem: ("SELECT", "INSERT"),
    bookings.procedurelog: ("SELECT", "UPDATE"),
    bookings.labcase: ("SELECT", "UPDATE"),
    bookings.apptfield: ("SELECT", "INSERT"),
    tables.providercliniclink: ("SELECT",),
}
"""A move or a look-up does without these where they are missing or forbidden; what it does where
they are not."""

SETUP: Final[Mapping[Table, tuple[str, ...]]] = {
    tables.preference: ("INSERT", "UPDATE"),
    tables.clinicpref: ("INSERT", "UPDATE", "DELETE"),
}
"""Who saves the office's texts by this service needs these as well; a worker needs none of them."""

INSERTED: Final = (
    tables.appointment,
    tables.asapcomm,
    tables.commlog,
    bookings.histappointment,
    tables.schedule,
    tables.scheduleop,
    bookings.securitylog,
    tables.signalod,
    tables.smsfrommobile,
    tables.smstomobile,
)
UPDATED: Final = (
    *(tables.appointment, tables.asapcomm, tables.patient, tables.recall),
    *(tables.schedule, tables.smstomobile),
)
DELETED: Final = (tables.schedule, tables.scheduleop, trial)


_OF_TABLES: Final = {
    "INSERT": {*OWN.tables, *(table.name for table in INSERTED)},
    "UPDATE": {*OWN.tables, *(table.name for table in UPDATED)},
    "DELETE": {table.name for table in DELETED},
}

RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    name: ("SELECT", *(right for right, names in _OF_TABLES.items() if name in names))
    for name in (*READ, *OWN.tables, VERSION_TABLE)
}
"""What a worker must be allowed to do, by table."""
