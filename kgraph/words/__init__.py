"""The texts that kgraph says by itself, in Swedish and English: a catalogue of TOML files and its reader."""
