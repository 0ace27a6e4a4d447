"""A learning path in formats that other programs show: Markdown and iCalendar."""
