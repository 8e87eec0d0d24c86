#!/usr/bin/env python3
"""Every header stands alone, and every file compiles alone: what a build of several files at a time would hide.

    tests/alone.py WORK [--every N]

Configures the preset dev (file by file, warnings are errors) in WORK and checks the syntax of each source with its own
flags, and of each header as a file of its own. --every N checks one in N, another part after each commit.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

source = pathlib.Path(__file__).resolve().parent.parent


def run(command, **options):
    return subprocess.run(command, cwd=source, capture_output=True, text=True, **options)


def commands(work):
    """(file, command that compiles it) of the whole project."""
    configured = run(["cmake", "--preset", "dev", "-B", str(work), "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                      "-DLENZ_TESTS=ON", "-DLENZ_BENCH=ON"])
    if configured.returncode != 0:
        sys.exit(configured.stdout + configured.stderr)
    for entry in json.loads((work / "compile_commands.json").read_text()):
        yield pathlib.Path(entry["file"]).relative_to(source), re.split(r" -o ", entry["command"])[0]


def folder(file):
    """Files of one folder are compiled alike: lib/lenz/jobs, tests/io, apps/bench."""
    depth = 3 if file.parts[0] == "lib" else 2
    return "/".join(file.parts[:depth])


def tasks(work):
    sources = dict(commands(work))
    of_folder = {folder(file): command for file, command in sources.items()}
    of_folder["tests/support"] = of_folder["tests/jobs"]
    for file, command in sources.items():
        yield file, f"{command} -fsyntax-only {source / file}"
    for header in run(["git", "ls-files", "lib/*.hpp", "apps/*.hpp", "tests/*.hpp"]).stdout.split():
        file = pathlib.Path(header)
        fallback = of_folder["tests/jobs"] if file.parts[0] == "tests" else of_folder["apps/lenz"]
        command = of_folder.get(folder(file), fallback)
        yield file, f"{command} -fsyntax-only -include {source / file} -x c++ /dev/null"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    commit = run(["git", "rev-parse", "HEAD"]).stdout.strip() or "0"
    chosen = list(tasks(options.work.resolve()))[int(commit[:8], 16) % options.every::options.every]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = pool.map(lambda task: (task[0], subprocess.run(task[1], shell=True, capture_output=True, text=True)),
                          chosen)
        for file, result in checks:
            if result.returncode != 0:
                failed += 1
                print(f"{file} does not compile alone:\n{result.stderr}")
    print(f"{len(chosen)} files and headers compiled alone, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
