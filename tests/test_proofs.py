"""The files of attestations, hashed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from domaudit.model import Attestation, Inventory
from domaudit.proofs import with_proofs
from tests.cases import site


def test_a_proof_is_hashed_and_a_missing_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "account.pdf").write_bytes(b"seen")
    there = site(attestation=Attestation("client", date(2026, 1, 1), proof="account.pdf"))
    gone = site(attestation=Attestation("client", date(2026, 1, 1), proof="gone.pdf"))
    folder = site(attestation=Attestation("client", date(2026, 1, 1), proof="."))
    read = with_proofs(Inventory("inventory.yaml", (there, gone, folder, site())), tmp_path)
    hashes = [one.attestation.proof_sha256 if one.attestation else "none" for one in read.sites]
    assert hashes == [hashlib.sha256(b"seen").hexdigest(), None, None, "none"]
    assert [notice for notice in read.notices if "gone.pdf" in notice]
    assert len(read.notices) == 2
