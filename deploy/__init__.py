"""How the system is put to work: on one machine, in containers, and with a sample year."""
