"""The report as JSON (``domaudit-report/1``): the machine's copy, whole and unmasked; its schema ships as ``report.schema.json``.

``document`` is the whole, ``site`` one site of it on one line.
"""

from domaudit.report.json.document import document as document
from domaudit.report.json.document import parts as parts
from domaudit.report.json.document import render as render
from domaudit.report.json.document import write as write
from domaudit.report.json.site import encode as encode
