"""Exports of learning paths: Markdown and iCalendar."""
