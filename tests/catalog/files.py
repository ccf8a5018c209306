"""A home directory with the files of the catalog, and the catalog read from it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rolecall.catalog.aws_config import load_profiles
from rolecall.catalog.catalog import Catalog, load_catalog
from rolecall.core.model import Target
from rolecall.core.paths import paths_from
from rolecall.core.settings.settings import load_settings
from rolecall.core.state.state import State

PRODUCTION, STAGING, OTHER = "111111111111", "222222222222", "333333333333"
NO_STATE = State()


class Home(NamedTuple):
    """Writes the files it is given, and reads them as Rolecall does."""

    folder: Path

    def catalog(
        self,
        accounts: Mapping[str, object] | str = "",
        config: str = "",
        aws: str = "",
        state: State = NO_STATE,
        env: Mapping[str, str] | None = None,
    ) -> Catalog:
        env = {"HOME": str(self.folder), **(env or {})}
        paths = paths_from(env)
        for path, text in (
            (paths.accounts_file, accounts if isinstance(accounts, str) else json.dumps(accounts)),
            (paths.config_file, config),
            (paths.aws_config, aws),
        ):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text)
        profiles = load_profiles(paths.aws_config, paths.aws_credentials)
        return load_catalog(paths, load_settings(paths.config_file), state, profiles, env)


def rows(catalog: Catalog) -> list[tuple[str, str]]:
    return [(target.alias, target.role) for target in catalog.targets]


def only(catalog: Catalog) -> Target:
    (target,) = catalog.targets
    return target
