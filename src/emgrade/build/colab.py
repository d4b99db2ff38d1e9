"""One notebook that holds its whole folder, for Colab: emkit, data and public tests in a folded first cell."""

from __future__ import annotations

import base64
import json
import mimetypes
import re
import textwrap
import zlib
from typing import Any

from .handout import FIRST_CELL
from .otter import Files, zip_bytes

_UNPACK = '''\
#@title Run this cell first: it unpacks the checks and the data
import base64, io, os, zipfile, zlib
if not os.path.isdir("emkit"):  # where it is graded, everything is there
    zipfile.ZipFile(io.BytesIO(zlib.decompress(base64.b64decode("""
{packed}
""")))).extractall()
'''
_PICTURE = re.compile(r"(!\[[^\]]*\]\()([^)\s]+)(\))")


def colab_notebook(name: str, student: Files) -> bytes:
    """Return a student's notebook with the folder around it inside, pictures too."""
    book: dict[str, Any] = json.loads(student[f"{name}.ipynb"])
    kept = {path: data for path, data in student.items() if not path.endswith((".ipynb", ".txt"))}
    packed = base64.b64encode(zlib.compress(zip_bytes(kept), 9)).decode()
    first = FIRST_CELL.format(name=name)
    for cell in book["cells"]:
        if cell["source"] == first:
            cell["source"] = _UNPACK.format(packed="\n".join(textwrap.wrap(packed, 120))) + first
            cell["metadata"] |= {"cellView": "form", "jupyter": {"source_hidden": True}}
        elif cell["cell_type"] == "markdown":
            cell["source"] = _PICTURE.sub(lambda match: _inlined(match, student), cell["source"])
    return (json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _inlined(match: re.Match[str], files: Files) -> str:
    data = files.get(match[2])
    if data is None:
        return match[0]
    kind = mimetypes.guess_type(match[2])[0] or "image/png"
    return f"{match[1]}data:{kind};base64,{base64.b64encode(data).decode()}{match[3]}"
