"""Keep processes running: restart those that exit unexpectedly, and stop all of them in order."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from stack import tied
from stack.commands import Command
from stack.output import Console, LogFile
from stack.pipe import Pipe

MIN_DELAY_SECONDS = 0.2
MAX_DELAY_SECONDS = 5.0
STEADY_SECONDS = 10.0
"""A process that ran this long is restarted immediately; otherwise the delay doubles with each restart."""

LAST_WORDS_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class End:
    """The unexpected exit of a process."""

    name: str
    code: int
    delay: float = 0.0
    """Seconds until it is restarted."""

    @property
    def meaning(self) -> str:
        """The exit code as text."""
        return f"killed by {signal.Signals(-self.code).name}" if self.code < 0 else f"exit code {self.code}"


class Supervisor:
    """Runs groups of processes. All start together; the groups stop one after the other, the last one first.

    Until `settled` is called, a process that exits stops everything: the user should read why, not watch it fail again.
    After that it is restarted, and `on_end` is called.
    """

    def __init__(
        self, groups: Sequence[Sequence[Command]], console: Console, logs: Path, on_end: Callable[[End], None]
    ) -> None:
        self._groups = groups
        self._console = console
        self._logs = {command.name: LogFile(logs / f"{command.name}.log") for group in groups for command in group}
        self._on_end = on_end
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._settled = False
        self._killing = False
        self._stopping = asyncio.Event()
        self._failure: End | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether `stop` was called or a process failed during the start."""
        return self._stopping.is_set()

    def settled(self) -> None:
        """Note that everything has been ready once."""
        self._settled = True

    def stop(self) -> None:
        """Begin to stop everything; a second call kills what is left."""
        if self.is_stopping:
            self._killing = True
            for name in list(self._running):
                self._signal(name, signal.SIGKILL)
        self._console.mute()
        self._stopping.set()

    async def run(self) -> End | None:
        """Run until `stop` is called. Return the process whose exit during the start stopped everything, if any."""
        tasks = {command.name: asyncio.create_task(self._keep(command)) for group in self._groups for command in group}
        await self._stopping.wait()
        for group in reversed(self._groups):
            await self._stop_all(group, [tasks[command.name] for command in group])
        await asyncio.gather(*tasks.values())
        return self._failure

    async def _keep(self, command: Command) -> None:
        delay = 0.0
        while not self.is_stopping:
            started = monotonic()
            code = await self._run_once(command)
            if self.is_stopping:
                return
            if not self._settled:
                self._failure = End(command.name, code)
                self._console.show(command.name)
                self.stop()
                return
            lasted = monotonic() - started
            delay = 0.0 if lasted > STEADY_SECONDS else min(MAX_DELAY_SECONDS, max(MIN_DELAY_SECONDS, delay * 2))
            self._on_end(End(command.name, code, delay))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    async def _run_once(self, command: Command) -> int:
        self._console.hold(command.name)
        pipe = Pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", tied.__file__, str(int(command.stop)), str(os.getpid())),
                *command.arguments,
                env=dict(command.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=pipe.sink,
                stderr=asyncio.subprocess.STDOUT,
                # Ctrl-C in a terminal reaches the whole process group, but we stop the processes in our own order.
                start_new_session=True,
            )
        finally:
            os.close(pipe.sink)
        self._running[command.name] = process
        self._logs[command.name].start(process.pid)
        if self._killing:
            self._signal(command.name, signal.SIGKILL)
        reading = asyncio.create_task(self._read(command, pipe))
        code = await process.wait()
        del self._running[command.name]
        # Its children would keep its port and its pipe open.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.wait({reading}, timeout=LAST_WORDS_SECONDS)
        reading.cancel()
        return code

    async def _read(self, command: Command, pipe: Pipe) -> None:
        rest = b""
        async with aclosing(pipe.chunks()) as chunks:
            async for data in chunks:
                self._logs[command.name].write(data)
                if command.log_only:
                    continue
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._console.line(command.name, line.decode(errors="replace"))
        if rest:
            self._console.line(command.name, rest.decode(errors="replace"))

    async def _stop_all(self, group: Sequence[Command], tasks: Sequence[asyncio.Task[None]]) -> None:
        for command in group:
            self._signal(command.name, command.stop)
        _, left = await asyncio.wait(tasks, timeout=max(command.grace for command in group))
        if left:
            for command in group:
                self._signal(command.name, signal.SIGKILL)
            await asyncio.wait(left)

    def _signal(self, name: str, number: signal.Signals) -> None:
        process = self._running.get(name)
        if process is not None:
            with suppress(ProcessLookupError):
                process.send_signal(number)
