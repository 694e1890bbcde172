"""What must stay true whatever engine ran: every row is counted once, and every conversation stands once."""

from __future__ import annotations

import hashlib
HINT = "An engine lost or doubled a part. Run it again; nothing of this answer can be used."


def hashed(conversation: str, secret: str) -> str:
    """Returns a name for a conversation that only who has the secret can tell: 32 hexadecimal digits."""
    key = hashlib.blake2b(secret.encode()).digest()
    return hashlib.blake2b(conversation.encode(), key=key, digest_size=16).hexdigest()
