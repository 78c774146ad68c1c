"""What comes from attendance machines. Pure so far: bytes of a file become rows."""

from devices.headings import FORMATS
from devices.reading import headings_of, read_file, sample_of
from devices.rows import ROW_PROBLEMS, ReadFile
from rules.punches import ReadRow

__all__ = ["FORMATS", "ROW_PROBLEMS", "ReadFile", "ReadRow", "headings_of", "read_file", "sample_of"]
