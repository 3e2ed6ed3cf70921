"""The unit by which systemd runs the page of this installation: `assistant serve --print-unit`."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.errors import AssistantError
from corpus.wording import _

# What keeps a service to its folder, on top of what the program does itself. Not in it:
# MemoryDenyWriteExecute, since the networks are compiled when they are loaded.
TEMPLATE = """\
# sudo install -m 644 assistant.service /etc/systemd/system/assistant.service
# sudo useradd --system --no-create-home assistant
# sudo install -d -m 700 -o assistant -g assistant {folder}
# sudo systemctl enable --now assistant
[Unit]
Description=Policy assistant
After=network.target

[Service]
Type=exec
User=assistant
Group=assistant
UMask=0077
ExecStart={program} serve --data-dir {folder} --host {host} --port {port}
Environment=HF_HUB_OFFLINE=1
# Keys and passwords, each a line NAME=value; readable for root alone.
EnvironmentFile=-/etc/policy-assistant.env
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec={stop}
Restart=on-failure
RestartSec=5

ReadWritePaths={folder}
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""
HOMES = ("/home", "/root", "/run/user")
CLOSING = 25  # seconds beyond those that answers are waited for


def unit(folder: Path, host: str, port: int, stop_seconds: float) -> str:
    """The text of the unit that serves a data folder. Raises AssistantError for a path that cannot
    stand in one."""
    program = Path(sys.executable).with_name("assistant")
    paths = [program, folder.absolute()]
    for path in paths:
        if any(letter.isspace() or letter in "%\"'\\$" for letter in str(path)):
            raise AssistantError(
                _("{path} cannot stand in a unit; choose a path without spaces and signs.").format(
                    path=path
                )
            )
    at_home = any(path.is_relative_to(home) for path in paths for home in HOMES)
    return TEMPLATE.format(
        program=program,
        folder=folder.absolute(),
        host=host,
        port=port,
        stop=round(stop_seconds) + CLOSING,
        home="read-only" if at_home else "yes",
    )
