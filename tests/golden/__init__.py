"""Golden logs: every stored event version ever written, kept and replayed for ever."""
