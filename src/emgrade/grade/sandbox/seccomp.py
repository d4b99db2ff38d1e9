"""A seccomp filter: no sockets, no ptrace, no namespaces, and none of the calls that kernels are broken through.

Numbers of x86-64 and aarch64 from Linux's `unistd` headers. `clone3` fails with ENOSYS, so that the C library falls
back to `clone`, whose flags a filter can read.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from . import linux

_LOAD, _AND, _JUMP_EQUAL, _JUMP_ANY_BIT, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x45, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENT_0, _ARGUMENT_1 = 0, 4, 16, 24
_NAMESPACES = 0x7E020080  # CLONE_NEW: user, pid, net, ipc, uts, cgroup, mount, time
_X32 = 0x40000000

# name: (x86-64, aarch64)
_FORBIDDEN = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # By key, by number or by name: what others have made is reached with a guessed number, too.
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "personality": (135, 92),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "syslog": (103, 116),
    "reboot": (169, 142),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    # A socket of a path's or of the network's reaches services outside; socketpair(2) makes pairs without a name.
    "socket": (41, 198),
    # Descriptors on their way are counted for no process, and neither are the files behind them.
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # Memory that belongs to no process and is counted for none.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
}
# Of other processes: their limits and processors.
_OTHERS = {"prlimit64": (302, 261), "sched_setaffinity": (203, 122)}
# Landlock does not cover these, so that without a user of its own a notebook could open a private file to everybody.
# They do nothing and say that they succeeded: copying a file sets its mode and its times too.
_FAKED = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}
# Landlock covers it from version 3 on.
_TRUNCATE = (76, 45)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_CLONE, _CLONE3 = (56, 220), (435, 435)
_SOCKETPAIR, _UNIX, _STREAM, _TYPE = (53, 199), 1, 1, 15


def apply(*, own_user: bool) -> str:
    """Filter the calling process's system calls; return "" or why that is not in force.

    Parameters
    ----------
    own_user : bool
        Whether the process has a user of its own, so that it may change the modes and owners of its files.
    """
    machine = _MACHINES.get(platform.machine())
    if not linux.LINUX or machine is None:
        return f"no filter for {platform.system()} on {platform.machine()}"
    code = program(*machine, own_user=own_user)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.c_char_p(header), 0, 0)
    return ""


def program(column: int, architecture: int, *, own_user: bool) -> bytes:
    """Return the filter as classic BPF."""
    refuse, fake = _ERRNO | errno.EPERM, _ERRNO
    steps = [_step(_LOAD, _ARCHITECTURE), *_unless(_JUMP_EQUAL, architecture, _KILL), _step(_LOAD, _NUMBER)]
    if column == 0:
        steps += _when(_JUMP_GREATER_EQUAL, _X32, refuse)
    steps += _when(_JUMP_EQUAL, _CLONE3[column], _ERRNO | errno.ENOSYS)
    for numbers in (*_FORBIDDEN.values(), *([] if own_user else [_TRUNCATE])):
        steps += _when(_JUMP_EQUAL, numbers[column], refuse)
    for pair in () if own_user else _FAKED.values():
        number = pair[column]
        steps += [] if number is None else _when(_JUMP_EQUAL, number, fake)
    for numbers in _OTHERS.values():
        steps += [_step(_JUMP_EQUAL, numbers[column], 0, 4), _step(_LOAD, _ARGUMENT_0)]
        steps += [_step(_JUMP_EQUAL, 0, 1, 0), _step(_RETURN, refuse), _step(_RETURN, _ALLOW)]
    # One end of a pair of datagram sockets can be connected to any service that has a path.
    steps += [_step(_JUMP_EQUAL, _SOCKETPAIR[column], 0, 8), _step(_LOAD, _ARGUMENT_0)]
    steps += [*_unless(_JUMP_EQUAL, _UNIX, refuse), _step(_LOAD, _ARGUMENT_1), _step(_AND, _TYPE)]
    steps += [*_unless(_JUMP_EQUAL, _STREAM, refuse), _step(_RETURN, _ALLOW)]
    steps += [_step(_JUMP_EQUAL, _CLONE[column], 0, 3), _step(_LOAD, _ARGUMENT_0)]
    steps += [*_when(_JUMP_ANY_BIT, _NAMESPACES, refuse), _step(_RETURN, _ALLOW)]
    return b"".join(steps)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _when(test: int, value: int, verdict: int) -> list[bytes]:
    return [_step(test, value, 0, 1), _step(_RETURN, verdict)]


def _unless(test: int, value: int, verdict: int) -> list[bytes]:
    return [_step(test, value, 1, 0), _step(_RETURN, verdict)]
