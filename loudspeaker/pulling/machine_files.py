"""What makes a Raspberry Pi a kiosk: services, the browser's policy, and what starts the screen.

Plain functions from values to texts.  The policy's names are Chromium's own.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

ACCOUNT: Final = "loudspeaker-kiosk"
STATE: Final = "/var/lib/loudspeaker-kiosk"
SERVICE: Final = "etc/systemd/system/loudspeaker-kiosk.service"
SCREEN: Final = "etc/systemd/system/loudspeaker-kiosk-screen.service"
POLICY: Final = "etc/chromium/policies/managed/loudspeaker-kiosk.json"
ACCOUNTS: Final = "etc/sysusers.d/loudspeaker-kiosk.conf"
LABWC: Final = "home/{account}/.config/labwc/autostart"
_HIDDEN: Final = tuple(map(Path, ("/home", "/root", "/run/user")))
"""What ``ProtectHome`` keeps from a service."""
_PASSWD_FIELDS: Final = 7


class Screen(StrEnum):
    """What puts the browser on the screen."""

    CAGE = "cage"
    """Nothing else on the machine has a screen (Raspberry Pi OS Lite)."""
    LABWC = "labwc"
    """The desktop of Raspberry Pi OS, signed in by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a machine is told; ``command`` runs this program there."""

    command: tuple[str, ...]
    address: str
    key: str
    port: int
    screen: Screen
    account: str
    prints: bool

    @property
    def site(self) -> str:
        """Where the pages are on that machine."""
        return f"127.0.0.1:{self.port}"


def files(setup: Setup) -> Mapping[str, str]:
    """Return every file by its path below the root."""
    found = {ACCOUNTS: _accounts(), SERVICE: _service(setup), POLICY: _policy(setup)}
    if setup.screen is Screen.CAGE:
        return {**found, SCREEN: _screen(setup)}
    return {**found, LABWC.format(account=setup.account): _autostart(setup)}


def hidden(needed: Iterable[Path]) -> Path | None:
    """Return the first of the program's files that its service would not find, None for none."""
    return next((path for path in needed if any(map(path.is_relative_to, _HIDDEN))), None)


def owner_in(passwd: str, account: str) -> tuple[int, int] | None:
    """Return user and group of an account whose home is in /home; None where there is none."""
    for fields in (line.split(":") for line in passwd.splitlines()):
        if len(fields) == _PASSWD_FIELDS and (fields[0], fields[5]) == (
            account,
            f"/home/{account}",
        ):
            return int(fields[2]), int(fields[3])
    return None


def next_steps(setup: Setup) -> tuple[str, ...]:
    """Return the commands that are to be given behind it, in order."""
    steps = [
        "sudo systemd-sysusers",
        "sudo systemctl daemon-reload",
        "sudo systemctl enable --now loudspeaker-kiosk",
        f"sudo -u {ACCOUNT} {shlex.join(setup.command)} kiosk status --home {STATE}",
    ]
    if setup.screen is Screen.CAGE:
        account = setup.account
        return (
            "sudo apt install cage chromium",
            f"sudo adduser --disabled-password --gecos '' {account}",
            *steps,
            "sudo systemctl set-default graphical.target",
            "sudo systemctl enable --now loudspeaker-kiosk-screen",
        )
    return (*steps, "sudo raspi-config nonint do_boot_behaviour B4", "sudo reboot")


def _accounts() -> str:
    return f'u {ACCOUNT} - "Loudspeaker kiosk" {STATE}\n'


def _service(setup: Setup) -> str:
    command = " ".join(
        _quoted(word)
        for word in (
            *setup.command,
            *("--home", STATE, "kiosk", "run", "--from", setup.address, "--key", setup.key),
            *("--port", str(setup.port)),
        )
    )
    return f"""\
[Unit]
Description=Loudspeaker kiosk: what was aired, at another building
StartLimitIntervalSec=0

[Service]
Type=notify
User={ACCOUNT}
Group={ACCOUNT}
ExecStart={command}
Restart=always
RestartSec=1
TimeoutStopSec=10
UMask=0027
LimitCORE=0
StateDirectory=loudspeaker-kiosk
StateDirectoryMode=0750

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
# No ProtectClock: it forbids even to ask whether something (NTP) keeps the clock right.
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
MemoryMax=400M

[Install]
WantedBy=multi-user.target
"""


def _quoted(word: str) -> str:
    """Return a word of a command as systemd reads it: nothing in it stands for something else."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or " " in word else word


def _policy(setup: Setup) -> str:
    return json.dumps(policy(setup), indent=1) + "\n"


def policy(setup: Setup) -> dict[str, Any]:
    """Return what the browser may: our own pages, and nothing else."""
    first = f"http://{setup.site}/kiosk"
    return {
        "URLBlocklist": ["*"],
        "URLAllowlist": [f"http://{setup.site}"],
        "HomepageLocation": first,
        "NewTabPageLocation": first,
        "RestoreOnStartup": 4,
        "RestoreOnStartupURLs": [first],
        "AutoplayAllowlist": [f"http://{setup.site}"],
        "DownloadRestrictions": 3,
        "AllowFileSelectionDialogs": False,
        "DeveloperToolsAvailability": 2,
        "PrintingEnabled": setup.prints,
        "IncognitoModeAvailability": 1,
        "BrowserAddPersonEnabled": False,
        "BrowserGuestModeEnabled": False,
        "BrowserSignin": 0,
        "SyncDisabled": True,
        "PasswordManagerEnabled": False,
        "AutofillAddressEnabled": False,
        "AutofillCreditCardEnabled": False,
        "SavingBrowserHistoryDisabled": True,
        "SearchSuggestEnabled": False,
        "TranslateEnabled": False,
        "SpellcheckEnabled": False,
        "BookmarkBarEnabled": False,
        "EditBookmarksEnabled": False,
        "ExtensionInstallBlocklist": ["*"],
        "DefaultPopupsSetting": 2,
        "DefaultNotificationsSetting": 2,
        "DefaultGeolocationSetting": 2,
        "AudioCaptureAllowed": False,
        "VideoCaptureAllowed": False,
        "ScreenCaptureAllowed": False,
        "BackgroundModeEnabled": False,
        "MetricsReportingEnabled": False,
        "DefaultBrowserSettingEnabled": False,
        "HideWebStoreIcon": True,
    }


def _browser(setup: Setup) -> str:
    return (
        "/usr/bin/chromium --kiosk --noerrdialogs --disable-session-crashed-bubble"
        " --autoplay-policy=no-user-gesture-required --ozone-platform=wayland"
        f" --overscroll-history-navigation=0 --disable-pinch http://{setup.site}/kiosk"
    )


def _screen(setup: Setup) -> str:
    return f"""\
[Unit]
Description=Loudspeaker kiosk: the screen
Wants=loudspeaker-kiosk.service dbus.socket systemd-logind.service
After=loudspeaker-kiosk.service systemd-user-sessions.service plymouth-quit-wait.service
After=dbus.socket systemd-logind.service getty@tty1.service
Before=graphical.target
Conflicts=getty@tty1.service
ConditionPathExists=/dev/tty0
StartLimitIntervalSec=0

[Service]
Type=simple
User={setup.account}
PAMName=login
TTYPath=/dev/tty1
TTYReset=yes
TTYVHangup=yes
TTYVTDisallocate=yes
StandardInput=tty-fail
StandardOutput=journal
StandardError=journal
UtmpIdentifier=tty1
UtmpMode=user
ExecStart=/usr/bin/cage -- {_browser(setup)}
Restart=always
RestartSec=2

[Install]
WantedBy=graphical.target
"""


def _autostart(setup: Setup) -> str:
    return f"""\
# Loudspeaker kiosk: our pages alone, again whenever the browser has ended.
(
  until curl --silent --output /dev/null http://{setup.site}/kiosk; do sleep 1; done
  while true; do {_browser(setup)}; sleep 2; done
) &
"""
