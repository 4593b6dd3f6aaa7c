"""Minutes added to a time in SQL, which every engine writes in its own way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, String, cast, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Later(FunctionElement[datetime]):
    type = DateTime()
    inherit_cache = True


def later(moment: datetime, minutes: ColumnElement[int]) -> ColumnElement[datetime]:
    """Return so many minutes after a moment."""
    return _Later(literal(str(moment)), minutes)


@compiles(_Later, "sqlite")
def _sqlite(element: _Later, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    moment, minutes = element.clauses
    return f"datetime({compiler.process(moment, **options)}, {compiler.process(cast(minutes, String) + ' minutes', **options)})"


@compiles(_Later, "postgresql")
def _postgresql(element: _Later, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    moment, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({moment} AS timestamp) + ({minutes}) * interval '1 minute')"


@compiles(_Later, "mysql")
@compiles(_Later, "mariadb")
def _mysql(element: _Later, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    moment, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({moment} AS datetime) + INTERVAL ({minutes}) MINUTE)"
