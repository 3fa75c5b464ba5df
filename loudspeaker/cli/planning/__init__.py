"""The timetable in files: checked, drawn, exchanged with other calendars."""
