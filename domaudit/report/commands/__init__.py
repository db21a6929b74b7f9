"""What the commands beside ``check`` print, each in a module of the command's name."""
