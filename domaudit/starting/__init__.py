"""A first inventory: a list of domains as people have it → a draft → YAML with its comments, and what the provider's own record adds.

Pure: bytes and answers come in, text goes out; who asks, looks up and writes is the command line.
"""
