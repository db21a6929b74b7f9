"""Questions and parsing: who serves a TLD, what its answers mean, and in which order to ask. No sockets here."""
