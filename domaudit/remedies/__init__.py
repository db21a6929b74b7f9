"""What to do about a finding: finding × ending × reader → steps; the words and the facts are in ``data/remedies``. Pure.

``steps`` puts a remedy together, ``entries`` reads the ladders' entries, ``ladder`` knows what was asked and which rung comes next;
``policies`` are the registries' dated rules, ``sources`` the pages behind the facts.
"""

from domaudit.remedies.steps import Situation as Situation
from domaudit.remedies.steps import remedy as remedy
