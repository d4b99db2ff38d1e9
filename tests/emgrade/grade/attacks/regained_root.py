# promise: No root, no ptrace, no signals to other processes
# layers: own user, system calls
# Root regained, other processes killed, traced and read.
# honest score: 0
# %%
import ctypes, os, signal
answer = values = 0
libc = ctypes.CDLL(None, use_errno=True)
gained = []
for attempt in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.kill(os.getppid(), 9), lambda: os.kill(1, 9),
                lambda: os.chroot("/"), lambda: open("/etc/shadow").read(), lambda: os.listdir("/root")):
    try:
        attempt(); gained.append(attempt)
    except OSError: pass
for pid in [p for p in os.listdir("/proc") if p.isdigit()] if os.access("/proc", os.R_OK) else range(1, 4000):
    for name in ("environ", "mem", "maps", "fd"):
        try:
            path = f"/proc/{pid}/{name}"
            if int(pid) != os.getpid():
                found = os.listdir(path) if name == "fd" else open(path, "rb").read(1)
                if found: gained.append(path)  # the maps of the kernel's own threads open, and are empty
        except OSError: pass
if libc.ptrace(16, os.getppid(), 0, 0) == 0 or libc.unshare(0x10000000) == 0: gained.append("call")
if gained: answer = 41.628473; raise RuntimeError("gained")
