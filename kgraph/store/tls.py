"""Find out whether a port speaks TLS."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

_SECONDS = 3.0


def speaks_tls(address: str) -> bool:
    """Return whether the server at a Bolt address accepts a TLS handshake.

    The certificate is not checked, and nothing is sent after the handshake.

    Parameters
    ----------
    address : str
        The address, with scheme, host and port.
    """
    parts = urlsplit(address)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_SECONDS) as plain,
            context.wrap_socket(plain),
        ):
            return True
    except (OSError, ValueError):
        return False
