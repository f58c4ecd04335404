"""Reading the pages of a manifest: in this process, or in several, each page within a time limit.

Answers come in the order of the manifest. A page that takes too long, or takes its process down, is a rejection
``unreadable``; the rest goes on with a new process. At most a few pages a worker are in flight, so memory stays flat
however long the manifest is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

from flows.extract.files import Task, landed, read_bytes
from flows.model import Rejection

PAGE_SECONDS = 60.0
"""Far above the slowest shared page (3 s): what takes longer is an attack or a bug."""

AHEAD = 4
"""Pages in flight for each worker: enough that a slow page at the head does not idle the others for long."""


class PageTimeout(BaseException):
    """A page took too long. Not an ``Exception``, so that no handler inside a reader swallows it."""


def answer(
    task: Task, minimum_relevance: float = 0.0, extractors: Path | None = None, *, explain: bool = False
) -> dict[str, Any]:
    """The output line of one task, with ``explain`` its reasons too."""
    from flows.extract.declarations import load
    from flows.extract.trace import Trace
    from flows.normalise import normalise

    if task.problem or task.path is None or task.fetched_at is None:
        return _rejected(task, task.problem)
    try:
        body = read_bytes(task.path)
    except (OSError, EOFError, ValueError) as error:
        return _rejected(task, f"{task.path}: {error}")
    page = landed(body, task.url, task.fetched_at, place=task.path.absolute().as_uri())
    trace = Trace() if explain else None
    result = normalise(page, minimum_relevance=minimum_relevance, trace=trace, extractors=load(extractors))
    kind = "rejection" if isinstance(result, Rejection) else "document"
    return {"id": task.id, kind: result.to_json(), **({"explain": trace.to_json()} if trace else {})}


def _rejected(task: Task, detail: str) -> dict[str, Any]:
    return {"id": task.id, "rejection": Rejection("unreadable", task.url, detail[:500]).to_json()}


def answers(
    tasks: Iterable[Task],
    workers: int,
    *,
    minimum_relevance: float = 0.0,
    seconds: float = PAGE_SECONDS,
    explain: bool = False,
    extractors: Path | None = None,
) -> Iterator[dict[str, Any]]:
    """The answers to all tasks, in order; reasons are given by this process alone."""
    if workers <= 1 or explain:
        for task in tasks:
            yield _here(task, minimum_relevance, seconds, extractors, explain=explain)
        return
    yield from _Pool(workers, minimum_relevance, seconds, extractors).run(tasks)


def _here(
    task: Task, minimum_relevance: float, seconds: float, extractors: Path | None, *, explain: bool
) -> dict[str, Any]:
    try:
        with _limit(seconds):
            return answer(task, minimum_relevance, extractors, explain=explain)
    except PageTimeout:
        return _rejected(task, f"not read within {seconds:g} seconds")


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise :class:`PageTimeout` in the main thread when the block takes longer; nothing where there are no signals."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise PageTimeout

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (ValueError, AttributeError):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _serve(pipe: Connection, minimum_relevance: float, extractors: Path | None) -> None:
    """A worker's life: tasks in, answers out, until the pipe closes."""
    # An interrupt is for the parent, which then closes the pipes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(answer(task, minimum_relevance, extractors))


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    slot: _Slot | None = None
    since: float = 0.0


@dataclass(slots=True)
class _Slot:
    task: Task
    result: dict[str, Any] | None = field(default=None)


class _Pool:
    def __init__(self, workers: int, minimum_relevance: float, seconds: float, extractors: Path | None) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._minimum_relevance = minimum_relevance
        self._extractors = extractors
        self._seconds = seconds
        self._workers = [self._start() for _ in range(workers)]

    def run(self, tasks: Iterable[Task]) -> Iterator[dict[str, Any]]:
        source = iter(tasks)
        flying: deque[_Slot] = deque()
        exhausted = False
        try:
            while flying or not exhausted:
                while not exhausted and len(flying) < AHEAD * len(self._workers):
                    task = next(source, None)
                    if task is None:
                        exhausted = True
                    else:
                        flying.append(_Slot(task))
                self._hand_out(flying)
                while flying and flying[0].result is not None:
                    yield flying.popleft().result or {}
                if any(worker.slot for worker in self._workers):
                    self._collect()
        finally:
            self._stop()

    def _hand_out(self, flying: deque[_Slot]) -> None:
        busy = {id(worker.slot) for worker in self._workers if worker.slot}
        waiting = (slot for slot in flying if slot.result is None and id(slot) not in busy)
        for position, worker in enumerate(self._workers):
            if worker.slot is not None:
                continue
            slot = next(waiting, None)
            if slot is None:
                return
            try:
                worker.pipe.send(slot.task)
            except (BrokenPipeError, OSError):
                self._workers[position] = worker = self._start()
                worker.pipe.send(slot.task)
            worker.slot, worker.since = slot, monotonic()

    def _collect(self) -> None:
        """Take what is ready; replace workers that died or are over their time."""
        due = min(w.since + self._seconds for w in self._workers if w.slot)
        ready = wait([w.pipe for w in self._workers if w.slot], timeout=max(0.0, due - monotonic()))
        for position, worker in enumerate(self._workers):
            slot = worker.slot
            if slot is None:
                continue
            if worker.pipe in ready:
                try:
                    slot.result = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join(5)
                    slot.result = _rejected(slot.task, f"the reading process died (exit {worker.process.exitcode})")
                    self._replace(position)
                worker.slot = None
            elif monotonic() - worker.since > self._seconds:
                slot.result = _rejected(slot.task, f"not read within {self._seconds:g} seconds")
                worker.slot = None
                self._replace(position)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._minimum_relevance, self._extractors), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace(self, position: int) -> None:
        _end(self._workers[position])
        self._workers[position] = self._start()

    def _stop(self) -> None:
        for worker in self._workers:
            _end(worker)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.slot is None:
        worker.process.join(2)
    if worker.process.is_alive() and worker.process.pid:
        os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.join(5)
    worker.process.close()
