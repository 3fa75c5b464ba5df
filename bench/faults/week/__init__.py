"""A week of a real timetable, played with sound, and whether all accounts of it agree."""
