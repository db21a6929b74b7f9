"""The evidence: every answer ever obtained, one JSON line each, append-only (FORMATS section 2).

``file`` is the file as the rest of the program uses it; ``lines`` and ``fields`` are the pure half, ``disk``, ``index``, ``lock`` and
``draft`` the file's; ``asking`` makes ways of asking of it, ``age`` and ``pauses`` say what may be used again and who is left alone;
``merge`` and ``forget`` rewrite it; ``system`` is what systems do differently.
"""

from domaudit.evidence.file import EvidenceFile as EvidenceFile
from domaudit.evidence.file import Usable as Usable
