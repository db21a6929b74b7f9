"""The provider's exit kit: for each site what is held today, the plan, the checklist, the records to rebuild, the sign-off sheet.

It makes the honest provider's exit easy: ``plan`` puts the steps in an order in which nothing goes down, ``records`` lists what was seen
in the DNS, ``kit`` and ``kits`` make the pages, ``folder`` writes them, and only it touches a disk. No page asks for a password.
"""
