"""When things sound: cron lines, allowed hours, lateness.  Moments come in as values."""
