"""What was meant by the name of a file that is not there: the one beside it that is called nearly so."""

from __future__ import annotations

import os
from itertools import islice

from domaudit.errors import Said, quoted, said
from domaudit.nearness import nearest

_MOST_FILES = 2000  # of a folder: more would keep somebody waiting
_CLOSE = 0.75  # endings are alike in most names


def meant_beside(path: str) -> Said | None:
    """``did you mean 'lists/clients.csv'?`` for a file that is not there; None where no other in its folder is called nearly so."""
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(entry.name for entry in islice(entries, _MOST_FILES) if not entry.name.startswith(".") and not entry.is_dir())
    except (OSError, ValueError):  # no such folder, or one that may not be read
        return None
    meant = nearest(name, (one for one in names if one != name), _CLOSE)
    return said("did you mean {word}?", word=quoted(os.path.join(folder, meant), 300)) if meant is not None else None
