"""Files that people hand in: looked at by what they contain, scanned, kept under their digest.

Nothing of a file's name or place is trusted. What is kept is never changed: the same content is
the same file, another content is another one.
"""

from __future__ import annotations

from shared.files.contents import Contents, FilesAway, InBucket, InFolder
from shared.files.kinds import FileKindRefused, FileTooLarge, known_as, media_type_of
from shared.files.scanning import FileInfected, Scanner, ScannerAway, scanner_of
from shared.files.store import FileMissing, FileStore, digest_of

__all__ = [
    "Contents",
    "FileInfected",
    "FileKindRefused",
    "FileMissing",
    "FileStore",
    "FileTooLarge",
    "FilesAway",
    "InBucket",
    "InFolder",
    "Scanner",
    "ScannerAway",
    "digest_of",
    "known_as",
    "media_type_of",
    "scanner_of",
]
