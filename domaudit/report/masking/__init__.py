"""What of a natural person may be shown where others can read it.

``people`` says who is one, ``masks`` what is hidden of whom on one site, ``hiding`` how a name, a mailbox or a phone is made short.
"""
