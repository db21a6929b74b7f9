"""The report in GitHub-flavoured Markdown: ``page`` from top to bottom, ``site`` one site of it, ``markup`` keeps values as they are."""

from domaudit.report.markdown.page import write as write
