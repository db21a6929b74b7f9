"""The report as SARIF 2.1.0: ``log`` is the whole, ``rules`` what it says of the rules, ``telling`` what it tells beside its results."""

from domaudit.report.sarif.log import write as write
