"""What looks at announcements besides people."""

from __future__ import annotations

from collections.abc import Iterator

from loudspeaker.bootstrap.plugins import is_offered, plugin_file
from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.config.station import StationConfig
from loudspeaker.sentences.language import _
from loudspeaker.system.home import Home


def guard(station: StationConfig) -> Iterator[Finding]:
    """Tell whether announcements are looked at for personal data."""
    if station.guard.enabled:
        count = len(station.guard.public_numbers)
        yield ok("guard", _("Announcements are checked for personal data; numbers of offices that"
                            " may be said: {n}.").format(n=count))  # fmt: skip
    else:
        yield warn(
            "guard",
            _("Nobody looks for personal data in announcements: the check is switched off."),
            _("take the line enabled: false out of guard in station.yaml"),
        )


def outside(home: Home, station: StationConfig) -> Iterator[Finding]:
    """Tell which plug-ins from outside are switched on, and which of them are not there."""
    for name in station.plugins:
        if is_offered(home, name):
            text = _("The plug-in {name} from outside is switched on.")
            yield ok("plugins", text.format(name=name))
        else:
            yield fail(
                "plugins",
                _("The plug-in {name} is switched on and not there.").format(name=name),
                _("put it at {file}, install it, or take it out of plugins in station.yaml").format(
                    file=plugin_file(home, name)
                ),
            )
