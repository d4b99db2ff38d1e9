# promise: No root, no ptrace, no signals to other processes
# layers: own user, system calls
# Folders watched, and whatever else tells of other processes' doings or makes others work: core dumps, queues, keys.
# honest score: 0
# %%
import ctypes, os, resource
answer = values = 0
libc = ctypes.CDLL(None, use_errno=True)
gained = [libc.inotify_add_watch(libc.inotify_init(), b"/etc", 0xFFF) >= 0]
gained += [libc.syscall(number, *arguments) >= 0 for number, arguments in {
    240: (b"emgrade-attack", 0o102, 0o600, 0), 250: (0, -3, 1), 425: (8, ctypes.create_string_buffer(256)), 323: (1,), 438: (os.pidfd_open(os.getpid()), 0, 0),
    310: (os.getppid(), 0, 0, 0, 0, 0), 135: (0x0040000,), 29: (1, 4096, 0o1600), 64: (1, 1, 0o1600), 68: (1, 0o1600),
}.items()] if os.uname().machine == "x86_64" else []
gained += [resource.getrlimit(resource.RLIMIT_CORE) != (1, 1)]
if any(gained): raise RuntimeError(f"gained {gained}")
