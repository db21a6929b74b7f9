"""The inventory: what a person wrote in YAML → parties and sites, or every mistake at once (FORMATS section 1).

``file`` reads it, ``parties`` and ``fields`` its parts; ``given`` is one without a file; ``requests`` writes into a file's own text.
"""

from domaudit.inventory.file import load_inventory as load_inventory
from domaudit.inventory.file import parse_inventory as parse_inventory
