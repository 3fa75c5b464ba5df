"""The authenticated point protocol against thieves, losses and clocks, all in values of time.

Both sides are the program's own code: what signs and paces commands, what plays a rundown, what
makes the multiplex, and what a point makes of it.  Nothing here sleeps or opens a port.
"""
