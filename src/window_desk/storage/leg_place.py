"""Where legs lie, as conditions on a row `l` of the table of legs, with this desk as `:home`."""

from __future__ import annotations

own_case = 'NOT EXISTS (SELECT 1 FROM elsewhere o WHERE o."case" = l."case")'
"""The case is this desk's."""

here = f"(l.desk = :home OR (l.desk = '' AND {own_case}))"
"""The leg is answered at this desk: it was sent here, or nowhere else and the case is ours."""

ours = f"(l.desk = :home OR {own_case})"
"""The leg concerns this desk: it is answered here, or of a case of ours wherever it lies."""

made_here = "substr(l.\"case\", 1, length(:home) + 1) IN (:home || ':', :home || '.')"
"""The case was opened at this desk, so that its rows name this desk's accounts without the desk."""
