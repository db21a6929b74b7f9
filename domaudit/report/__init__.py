"""One report, several forms: each form is one function; nothing here decides anything."""
