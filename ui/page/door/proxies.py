"""Proxies that say who somebody is."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proxies:
    """The header in which a proxy names the person, and the addresses of such proxies."""

    header: str = ""
    addresses: tuple[str, ...] = ()

    def sends(self, address: str) -> bool:
        """Whether a proxy is at an address."""
        try:
            at = ipaddress.ip_address(address)
            return any(at in ipaddress.ip_network(one, strict=False) for one in self.addresses)
        except ValueError:
            return False

    @staticmethod
    def is_network(address: str) -> bool:
        """Whether this is an address, or a range of them."""
        try:
            ipaddress.ip_network(address, strict=False)
        except ValueError:
            return False
        return True
