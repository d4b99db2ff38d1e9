"""The grader's own process: starts the zygote, loads the tests meanwhile, serves the caller at its socket."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sys
from pathlib import Path

from ..errors import EngineError
from .bundle import read_bundle
from .folders import remove
from .message import parse
from .nursery import start_zygote
from .wire import Channel, ChannelClosed


def main() -> None:
    """Serve the caller at the other end of the descriptor given as the only argument."""
    caller = Channel(socket.socket(fileno=int(sys.argv[1])))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ChannelClosed):
        settings = parse(caller.receive()[0])
        scratch = Path(settings["scratch"])
        try:
            serve(caller, Path(settings["bundle"]), scratch, tuple(settings["skip"]))
        except EngineError as error:
            caller.send(json.dumps({"fault": str(error)}).encode())
        except Exception as error:
            caller.send(
                json.dumps({"fault": f"The grader did not start: {type(error).__name__}: {error}"}).encode()
            )
        finally:
            remove(scratch)


def serve(caller: Channel, path: Path, scratch: Path, skip: tuple[str, ...]) -> None:
    """Grade for the caller until it closes its end."""
    bundle = read_bundle(path)
    with contextlib.closing(start_zygote(bundle, scratch)) as nursery:
        # Imported now, so that both processes load at the same time.
        from .dispatch import Dispatcher

        with contextlib.closing(Dispatcher(caller, bundle, nursery, scratch, skip)) as dispatcher:
            nursery.wait()
            caller.send(b'{"ready": 1}')
            dispatcher.serve()


if __name__ == "__main__":
    main()
