"""``python -m loudspeaker`` is the command ``loudspeaker``."""

from loudspeaker.cli.main import main

if __name__ == "__main__":
    main()
