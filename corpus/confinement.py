"""What the process that reads files gives up before it meets one: network, programs, memory.

On Linux the kernel holds to it (a seccomp filter: no sockets, no other programs, no signals to
other processes), so that it also binds native code that a file has taken over. Elsewhere only
the interpreter does. None of it can be taken back by the process itself.
"""

from __future__ import annotations

import ctypes
import math
import os
import platform
import struct
import sys

# Below half a gigabyte, with what the interpreter and its libraries take.
MEMORY_BYTES = 480 * 1024**2

# System calls by processor: AUDIT_ARCH, then the numbers of what is refused.
REFUSED = {
    "x86_64": (
        0xC000003E,
        # socket, connect, socketpair, fork, vfork, execve, kill, ptrace, tkill, tgkill,
        # process_vm_readv, process_vm_writev, execveat, pidfd_send_signal, io_uring_setup
        (41, 42, 53, 57, 58, 59, 62, 101, 200, 234, 310, 311, 322, 424, 425),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 203, 199, 221, 129, 117, 130, 131, 270, 271, 281, 424, 425),
    ),
}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
CLONE_THREAD = 0x10000
OTHER_ABI = 0x40000000  # x86_64 programs may call by a second set of numbers, from here on
ALLOW, EACCES, ENOSYS = 0x7FFF0000, 0x00050000 | 13, 0x00050000 | 38
LOAD, EQUAL, AT_LEAST, HAS_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCH_AT, FIRST_ARGUMENT_AT = 0, 4, 16
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def confine() -> None:
    """Give up the network, other programs and memory above MEMORY_BYTES, for good."""
    _limit_memory()
    if not _filter_system_calls():
        sys.addaudithook(_refuse_event)


def allow_seconds(seconds: float) -> None:
    """Let this process use so much more of a processor; then the kernel ends it."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        limit = math.ceil(usage.ru_utime + usage.ru_stime + seconds)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def address_space() -> int:
    """The bytes of memory that this process has asked for; 0 where nothing tells."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (after every file: cheap)
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter_system_calls() -> bool:
    """Whether the kernel refuses what is listed from now on."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in REFUSED:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = b"".join(_program(machine))
    memory = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    program = Program(len(code) // 8, ctypes.addressof(memory))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    done: int = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return done == 0


def _program(machine: str) -> list[bytes]:
    """The filter, as the kernel's packet-filter instructions (seccomp(2))."""
    arch, refused = REFUSED[machine]
    head = [
        _instruction(LOAD, ARCH_AT),
        _instruction(EQUAL, arch, 1, 0),
        _instruction(RETURN, EACCES),
        _instruction(LOAD, NUMBER_AT),
        _instruction(AT_LEAST, OTHER_ABI, 0, 1),
        _instruction(RETURN, EACCES),
        _instruction(EQUAL, CLONE3, 0, 1),
        _instruction(RETURN, ENOSYS),  # glibc then asks by clone, whose flags can be seen
    ]
    listed = [
        _instruction(EQUAL, number, len(refused) - place + 1)
        for place, number in enumerate(refused)
    ]
    tail = [
        _instruction(EQUAL, CLONE[machine], 2, 0),
        _instruction(RETURN, ALLOW),
        _instruction(RETURN, EACCES),
        _instruction(LOAD, FIRST_ARGUMENT_AT),
        _instruction(HAS_BIT, CLONE_THREAD, 0, 1),
        _instruction(RETURN, ALLOW),
        _instruction(RETURN, EACCES),
    ]
    return [*head, *listed, *tail]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _refuse_event(event: str, _: object) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.spawn", "os.system", "os.fork")):
        raise PermissionError(f"{event} is not for readers of files")
