"""Read models: a pure fold and the position of each source, saved in one transaction.

Every projection has two copies in databases of their own. "Rebuild" therefore means: fold from
the first fact into the other copy, compare, and let that one answer. A projection whose version
changed does so by itself.
"""

from shared.readmodel.copies import Copies
from shared.readmodel.documents import Batch, Documents
from shared.readmodel.model import Projection, ReadModel

__all__ = ["Batch", "Copies", "Documents", "Projection", "ReadModel"]
