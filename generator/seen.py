"""What the last build of a process saw of its folders, for one that is told what was saved since."""

from collections.abc import Collection, Sequence
from pathlib import Path

from generator.content import Content
from generator.problems import Problem
from generator.program import digest_of_look
from generator.sources import Source, sources
from generator.writing.frontmatter import Report


class Seen:
    """The sources of the content folder, and the state of the look.

    Where it is told the files that were ``saved``, the next build looks at nothing else, unless one of them came or
    went. Who tells it has another build look at everything soon after: events can be lost.
    """

    def __init__(self) -> None:
        self.saved: Collection[str] = ()
        self._of: tuple[object, ...] = ()
        self._sources: list[Source] = []
        self._notes: list[Problem] = []
        self._look = ""

    def sources(self, content: Content, report: Report) -> list[Source]:
        """The sources of a content folder; those that belong to nothing are reported."""
        of = (content.folder, content.shown, content.languages)
        if of != self._of or not self._looked_again():
            notes: list[Problem] = []
            self._sources = sources(*of, notes.append)
            self._of, self._notes, self._look = of, notes, ""
        self.saved = ()
        for note in self._notes:
            report(note)
        return self._sources

    def look(self, folders: Sequence[Path]) -> str:
        """Names the state of the look; ask after the sources."""
        self._look = self._look or digest_of_look(folders)
        return self._look

    def signs(self) -> dict[str, tuple[int, int]]:
        """Of the files of all sources, before they were read: the time of the last change, and the size."""
        pairs = ((each.files.values(), each.signs[::2], each.signs[1::2]) for each in self._sources)
        return {path: (changed, size) for each in pairs for (path, _), changed, size in zip(*each)}  # noqa: B905

    def _looked_again(self) -> bool:
        """Look at the saved files alone, if they are sources as before."""
        if not self.saved:
            return False
        by_path = {path: source for source in self._sources for path, _ in source.files.values()}
        touched = [by_path.get(path) for path in self.saved]
        return all(source is not None and source.look() for source in touched)
