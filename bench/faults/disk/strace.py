"""Reads what strace has recorded (``-f -y -xx -ttt``) into operations on files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench.faults.disk.operations import (
    Open,
    Operation,
    Remove,
    Rename,
    Resize,
    Seek,
    Sent,
    Sync,
    Write,
)

CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,lseek,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,link,linkat,"
    "copy_file_range,sendfile,sendto"
)
_LINE = re.compile(r"(\d+) +([0-9.]+) (.*)")
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_ARGUMENT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?|([^,"]*<(?:\\x[0-9a-f]{2})*>)|([^,"]+)')
_IGNORED = frozenset({"sync_file_range", "fallocate"})
"""What writes nothing: the reserve is room alone, and is made again where it is short."""


class Unreadable(ValueError):
    """The trace has something that is not understood, and that may matter."""


def command(output: Path) -> list[str]:
    """Return what to put before a command so that it is recorded, its pid staying its own."""
    options = ["-D", "-f", "-qq", "-y", "-xx", "-ttt", "--seccomp-bpf", "-s", str(64 << 20)]
    return ["strace", *options, "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(output)]


def read_trace(files: Iterable[Path], *, under: Path) -> list[Operation]:
    """Return what was done to files under a folder, in the order of its ends."""
    prefix = f"{under}/"
    found = [op for file in files for op in _operations(file) if _is_under(op, str(under), prefix)]
    return sorted(found, key=lambda op: op.at_s)


def _is_under(op: Operation, folder: str, prefix: str) -> bool:
    match op:
        case Sent():
            return True
        case Rename():
            return op.new.startswith(prefix)
        case _:
            path = str(getattr(op, "path", ""))
            return path == folder or path.startswith(prefix)


def _operations(file: Path) -> Iterator[Operation]:
    begun: dict[str, tuple[float, str]] = {}
    with file.open(encoding="ascii") as stream:
        for line in stream:
            found = _LINE.match(line)
            if found is None:
                raise Unreadable(line[:200])
            process, at_s, rest = found[1], float(found[2]), found[3]
            if rest.endswith(_UNFINISHED):
                begun[process] = at_s, rest.removesuffix(_UNFINISHED)
                continue
            since_s = at_s
            if (resumed := _RESUMED.match(rest)) is not None:
                since_s, first = begun.pop(process)
                rest = first + resumed[2]
            if (call := _CALL.match(rest)) is not None and not call[3].startswith(("-", "?")):
                yield from _operation(call[1], call[2], int(call[3]), call[4], (since_s, at_s))


def _operation(
    name: str, text: str, result: int, after: str, times: tuple[float, float]
) -> Iterator[Operation]:
    if name in _IGNORED:
        return
    read = _READERS.get(name)
    arguments = list(_arguments(text))
    if read is None:
        raise Unreadable(f"{name}({text[:200]})")
    yield from read(arguments, result, after, times)


def _arguments(text: str) -> Iterator[str | bytes]:
    """Yield the arguments: strings as bytes, everything else as text."""
    for found in _ARGUMENT.finditer(text):
        if found[2]:
            raise Unreadable(f"a string was cut short: {text[:200]}")
        if found[1] is not None:
            yield bytes.fromhex(found[1].replace("\\x", ""))
        elif (rest := (found[3] or found[4]).strip()) not in ("", "..."):
            yield rest


Arguments = list[str | bytes]
Times = tuple[float, float]


def _path_of(descriptor: str | bytes) -> str | None:
    """Return the path between the angle brackets behind a descriptor; None for what is no file."""
    assert isinstance(descriptor, str)
    inside = descriptor.partition("<")[2].rpartition(">")[0]
    path = bytes.fromhex(inside.replace("\\x", "")) if inside.startswith("\\x") else b""
    return path.decode() if path.startswith(b"/") else None


def _name(folder: str | bytes, name: str | bytes) -> str:
    assert isinstance(name, bytes)
    text = name.decode()
    return text if text.startswith("/") else f"{_path_of(folder)}/{text}"


def _opened(args: Arguments, _result: int, after: str, times: Times) -> Iterator[Operation]:
    path, flags = _path_of(f"0{after}"), str(args[2])
    if path is not None and ("O_WRONLY" in flags or "O_RDWR" in flags):  # a reader changes nothing
        yield Open(
            begun_s=times[0],
            at_s=times[1],
            path=path,
            creates="O_CREAT" in flags,
            truncates="O_TRUNC" in flags,
            appends="O_APPEND" in flags,
        )


def _wrote(args: Arguments, result: int, _after: str, times: Times) -> Iterator[Operation]:
    path, data = _path_of(args[0]), args[1]
    if path is not None and isinstance(data, bytes):
        offset = int(args[3]) if len(args) > 3 else None
        yield Write(begun_s=times[0], at_s=times[1], path=path, data=data[:result], offset=offset)


def _sought(args: Arguments, result: int, _after: str, times: Times) -> Iterator[Operation]:
    if (path := _path_of(args[0])) is not None:
        yield Seek(begun_s=times[0], at_s=times[1], path=path, offset=result)


def _resized(args: Arguments, _result: int, _after: str, times: Times) -> Iterator[Operation]:
    if (path := _path_of(args[0])) is not None:
        yield Resize(begun_s=times[0], at_s=times[1], path=path, size=int(args[1]))


def _synced(args: Arguments, _result: int, _after: str, times: Times) -> Iterator[Operation]:
    if (path := _path_of(args[0])) is not None:
        yield Sync(begun_s=times[0], at_s=times[1], path=path)


def _renamed(args: Arguments, _result: int, _after: str, times: Times) -> Iterator[Operation]:
    names = args if len(args) == 2 else [_name(args[0], args[1]), _name(args[2], args[3])]
    old, new = (each.decode() if isinstance(each, bytes) else each for each in names)
    yield Rename(begun_s=times[0], at_s=times[1], old=old, new=new)


def _removed(args: Arguments, _result: int, _after: str, times: Times) -> Iterator[Operation]:
    name = args[0] if len(args) == 1 else _name(args[0], args[1])
    path = name.decode() if isinstance(name, bytes) else name
    yield Remove(begun_s=times[0], at_s=times[1], path=path)


def _sent(args: Arguments, _result: int, _after: str, times: Times) -> Iterator[Operation]:
    if isinstance(args[1], bytes) and b'"ok":true' in args[1]:
        yield Sent(begun_s=times[0], at_s=times[1], data=args[1])


_READERS: dict[str, Callable[[Arguments, int, str, Times], Iterator[Operation]]] = {
    "openat": _opened,
    "write": _wrote,
    "pwrite64": _wrote,
    "lseek": _sought,
    "ftruncate": _resized,
    "fsync": _synced,
    "fdatasync": _synced,
    "rename": _renamed,
    "renameat": _renamed,
    "renameat2": _renamed,
    "unlink": _removed,
    "unlinkat": _removed,
    "sendto": _sent,
}
