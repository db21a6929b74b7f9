"""The days of a report as a calendar (iCalendar, RFC 5545): ``events`` chooses them, ``lines`` writes them."""

from domaudit.report.ics.events import write as write
