"""Where the files of a report can be read by those who read the report."""

import os
from collections.abc import Mapping
from pathlib import PurePath
from urllib.parse import quote


def files_address(environment: Mapping[str, str], directory: PurePath) -> str:
    """The address of a directory at the commit that a job of GitHub Actions or GitLab CI checks.

    With the name of a file in that directory after it, it is the address of the file. It is empty where no such job
    runs, and outside the job's checkout.
    """
    match environment:
        case {
            "GITHUB_SERVER_URL": server,
            "GITHUB_REPOSITORY": repository,
            "GITHUB_SHA": commit,
            "GITHUB_WORKSPACE": root,
        }:
            address = f"{server}/{repository}/blob/{commit}/"
        case {"CI_PROJECT_URL": project, "CI_COMMIT_SHA": commit, "CI_PROJECT_DIR": root}:
            address = f"{project}/-/blob/{commit}/"
        case _:
            return ""
    if not directory.is_relative_to(root):
        return ""
    return address + "".join(f"{quote(part, safe='')}/" for part in directory.relative_to(root).parts)


def relative_address(directory: PurePath, page: PurePath) -> str:
    """The address of a directory, with its final slash, in a page that stands in the directory ``page``.

    It is empty if the two are one, or if no relative path leads from one to the other.
    """
    try:
        way = PurePath(os.path.relpath(directory, page))
    except ValueError:  # They are on different drives.
        return ""
    return "".join(f"{quote(os.fsencode(part), safe='')}/" for part in way.parts)
