"""The operating system's part: sockets, locks, files, children, clocks."""
