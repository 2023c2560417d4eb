"""Times another program that shows a TensorBoard log in a terminal, in the same way as `kdtop-benchmarks charts`.

    viewer.py --ready TEXT [--keys KEYS] COMMAND…

Starts COMMAND on a terminal of 120×40 cells and prints when TEXT was first on it, how long each key took until the last byte of
the answer (keys without an answer within a second are left out), bytes a key, and memory. `viewer.py --ready quit --keys sssyyy
kdtop replay LOG --speed max` measures kdtop itself.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import termios
import time


def read(master: int, seconds: float) -> bytes:
    if not select.select([master], [], [], seconds)[0]:
        return b""
    try:
        return os.read(master, 65536)
    except OSError:
        return b""


def megabytes(process: int, name: str) -> float:
    with open(f"/proc/{process}/status") as status:
        return int(re.search(rf"{name}:\s+(\d+)", status.read()).group(1)) * 1024e-6


def computed(process: int) -> float:
    """Seconds that the program's main thread has computed: what is left of a wait on an idle machine."""
    with open(f"/proc/{process}/task/{process}/schedstat") as text:
        return int(text.read().split()[0]) * 1e-9


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ready", required=True)
    parser.add_argument("--keys", default="")
    parser.add_argument("--settle", type=float, default=5, help="seconds between the first frame and the first key")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    start = time.monotonic()
    process, master = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(options.command[0], options.command)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.kill(process, signal.SIGWINCH)
    seen = b""
    while options.ready.encode() not in seen:
        seen += read(master, 0.05)
        if time.monotonic() - start > 300:
            raise SystemExit(f"{options.ready} was not on the screen within 300 s: {seen[-300:]!r}")
    print(f"first frame        {time.monotonic() - start:.2f} s")
    end = time.monotonic() + options.settle
    while time.monotonic() < end:
        read(master, 0.05)
    times, work, count = [], [], 0
    for key in options.keys:
        while read(master, 0.05):
            pass
        sent, before = time.monotonic(), computed(process)
        os.write(master, key.encode())
        last = None
        while True:
            got = read(master, 1 if last is None else 0.05)
            if not got:
                break
            last, count = time.monotonic(), count + len(got)
        if last is not None:
            times.append((last - sent) * 1000)
            work.append((computed(process) - before) * 1000)
    if times:
        for name, values in [("key to screen", times), ("of which computing", work)]:
            p95 = sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
            print(f"{name:18} median {statistics.median(values):.1f} ms   p95 {p95:.1f} ms   ({len(values)} keys)")
        print(f"bytes a key        {count // len(times)}")
    print(f"memory             {megabytes(process, 'VmRSS'):.1f} MB, {megabytes(process, 'VmHWM'):.1f} MB at its peak")
    os.kill(process, signal.SIGKILL)


main()
