"""The files by which a client has shown something: hashed into the report, so that it says which file was meant."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from domaudit.errors import Said, quoted, said
from domaudit.model import Inventory, Site

MAX_BYTES = 100 * 1024 * 1024


def with_proofs(inventory: Inventory, folder: Path) -> Inventory:
    """The inventory with the SHA-256 of every attestation's file; paths are read from ``folder``. One that cannot be read is a notice."""
    notices: list[Said] = []

    def one(site: Site) -> Site:
        attestation = site.attestation
        if attestation is None or attestation.proof is None:
            return site
        told = _sha256(folder / attestation.proof)
        if told is None:
            unread = said("the proof {proof} cannot be read; the attestation stands without it", proof=quoted(attestation.proof))
            notices.append(said("{position}: {told}", position=str(site.location), told=unread))
            return site
        return replace(site, attestation=replace(attestation, proof_sha256=told))

    sites = tuple(map(one, inventory.sites))
    return replace(inventory, sites=sites, notices=(*inventory.notices, *notices))


def _sha256(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None
