"""The published language in documents: JSON Schemas, AsyncAPI, and what may change in them.

`python -m shared.documents` writes and compares them; each service serves its own.
"""

from shared.documents.asyncapi import asyncapi
from shared.documents.schemas import SchemaUnknown, facts_of, schema_named, schema_of

__all__ = ["SchemaUnknown", "asyncapi", "facts_of", "schema_named", "schema_of"]
