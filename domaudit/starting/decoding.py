"""The text in a list that people send: UTF-8, UTF-16 as Excel saves it, Windows-1252 or Mac Roman. Pure; what is no text is refused."""

from __future__ import annotations

from typing import Final

from domaudit.cleaning import clean
from domaudit.data.positions import MAX_BYTES
from domaudit.errors import Said, UsageError, said

_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES: Final = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
_OTHER_FILES: Final[tuple[tuple[bytes, Said], ...]] = (
    (b"PK\x03\x04", said("this is a workbook (xlsx, ods) or an archive, not a text")),
    (b"\xd0\xcf\x11\xe0", said("this is an old workbook (xls), not a text")),
    (b"%PDF", said("this is a PDF, not a text")),
)
# Letters and marks that lists in western languages have; the right one of two encodings yields more of them.
_LIKELY: Final = frozenset("éèêëàâäçîïôöùûüÿœæñáíóúßÉÈÊÀÂÇÎÔŒÄÖÜ’‘“”«»–—…°€\xa0")
_SAMPLE: Final = 200_000


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text in these bytes, cleaned, and what its encoding is called (``Windows-1252``).

    ``name`` is the file's, for messages. Raises ``UsageError`` for what is no text, or too long.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(said("more than 10 MiB"), where=name, hint=said("split the list"))
    for begins, what in _OTHER_FILES:
        if data.startswith(begins):
            raise UsageError(what, where=name, hint=said("save the list as CSV or plain text"))
    codec = _codec(data)
    text = data.decode(codec, "replace")
    if "\0" in text:
        raise UsageError(said("this is no text file"), where=name, hint=said("save the list as CSV or plain text"))
    return clean(text)[0], _NAMES[codec]


def _codec(data: bytes) -> str:
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return codec
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    if max(even, odd) * 4 > min(len(data), 2000):  # half of the bytes of plain UTF-16 are NUL, all on one side
        return "utf-16-be" if even > odd else "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return max(("cp1252", "mac_roman"), key=lambda codec: _likely(data, codec))  # the first where both are as likely
    return "utf-8-sig"


def _likely(data: bytes, codec: str) -> int:
    high = bytes(byte for byte in data[:_SAMPLE] if byte > 0x7F)
    return sum(character in _LIKELY for character in high.decode(codec, "replace"))
