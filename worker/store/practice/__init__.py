"""Open Dental's own rows: appointments, patients, the schedule, asapcomm and the chart."""
