"""Records what CPython 3.11 does with the programs of this folder: `python3 tests/programs/record.py [NAME ...]`.
With `--check` it only tells which records differ from what it gets now, and exits with 1 if any does.

Beside `TOPIC/NAME.py` it writes `NAME.out` (stdout), `NAME.err` (stderr, when there is any) and `NAME.status` (the
exit status, when it is not 0). What differs from run to run is normalized: see `normalize`, which
`tests/conformance.rs` does as well.

First lines of a program may say:
    # order: any            lines of stdout are compared as a set (sorted)
    # stdout: unbuffered    runs under PYTHONUNBUFFERED=1 (`terminal`: with a terminal as stdout; else a pipe)
    # stderr: any           stderr is not compared
"""

import concurrent.futures
import os
import pathlib
import pty
import re
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent


def normalize(text, program):
    text = text.replace(str(program), 'PROGRAM')
    text = re.sub(r'\bpid=\d+', 'pid=N', text)
    text = re.sub(r'\bparent=\d+', 'parent=N', text)
    text = re.sub(r'\b0x[0-9a-f]{6,}', '0xN', text)
    return text


def own_frames(text):
    """Tracebacks without the frames of CPython's own files, which forklore does not have."""
    kept = []
    lines = text.splitlines(keepends=True)
    at = 0
    while at < len(lines):
        if re.match(r'  File "(?!PROGRAM)', lines[at]):
            at += 1
            while at < len(lines) and lines[at].startswith('    '):
                at += 1
            continue
        kept.append(lines[at])
        at += 1
    return ''.join(kept)


def options(source):
    found = {}
    for line in source.splitlines():
        match = re.match(r'# (order|stdout|stderr): (\w+)$', line)
        if not match:
            break
        found[match.group(1)] = match.group(2)
    return found


def run(program, environment, with_terminal):
    """stdout, stderr and status of a program. A terminal's line ends are turned back into newlines."""
    if not with_terminal:
        done = subprocess.run([sys.executable, str(program)], capture_output=True, env=environment, timeout=60,
                              stdin=subprocess.DEVNULL)
        return done.stdout.decode(), done.stderr.decode(), done.returncode
    ours, theirs = pty.openpty()
    started = subprocess.Popen([sys.executable, str(program)], stdout=theirs, stderr=subprocess.PIPE,
                               stdin=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    data = b''
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        data += part
    stderr = started.stderr.read().decode()
    return data.decode().replace('\r\n', '\n'), stderr, started.wait()


def record(program):
    source = program.read_text()
    chosen = options(source)
    environment = {key: value for key, value in os.environ.items() if not key.startswith('PYTHON')}
    environment['PYTHONIOENCODING'] = 'utf-8'
    if chosen.get('stdout') == 'unbuffered':
        environment['PYTHONUNBUFFERED'] = '1'
    stdout, stderr, status = run(program, environment, chosen.get('stdout') == 'terminal')
    out = normalize(stdout, program)
    if chosen.get('order') == 'any':
        out = ''.join(sorted(out.splitlines(keepends=True)))
    err = '' if chosen.get('stderr') == 'any' else own_frames(normalize(stderr, program))
    return {'.out': out, '.err': err, '.status': f'{status}\n' if status else ''}


def store(program, found):
    for ending, text in found.items():
        path = program.with_suffix(ending)
        if text or ending == '.out':
            path.write_text(text)
        else:
            path.unlink(missing_ok=True)


def stored(program):
    paths = {ending: program.with_suffix(ending) for ending in ('.out', '.err', '.status')}
    return {ending: path.read_text() if path.exists() else '' for ending, path in paths.items()}


def main():
    assert sys.version_info[:2] == (3, 11), 'CPython 3.11 is the reference'
    checks = '--check' in sys.argv
    wanted = [name for name in sys.argv[1:] if name != '--check']
    programs = [program for program in sorted(FOLDER.glob('*/*.py'))
                if not wanted or program.stem in wanted or program.parent.name in wanted]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(zip(programs, pool.map(record, programs)))
    stale = 0
    for program, found in results:
        if not checks:
            store(program, found)
        elif found != stored(program):
            stale += 1
            print(f'{program}: recorded {stored(program)}, now {found}')
    sys.exit(1 if stale else 0)


if __name__ == '__main__':
    main()
