"""Read models: a pure fold and the position of each source, saved in one transaction.

"Rebuild" therefore means: empty tables, start from the first fact. A projection whose version
changed does that by itself when it starts.
"""

from shared.readmodel.documents import Batch, Documents
from shared.readmodel.model import Projection, ReadModel

__all__ = ["Batch", "Documents", "Projection", "ReadModel"]
