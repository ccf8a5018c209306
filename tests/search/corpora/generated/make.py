"""Makes the list of 4,000 accounts that `queries.tsv` beside this file is asked of.

`python -m tests.search.corpora.generated.make` prints the config.toml. It is always the same one:
Python promises that `random()` gives the same numbers for a seed in every version, and nothing else
of that module is used.
"""

import random
from collections.abc import Iterator, Sequence

SEED = 20240
TEAMS = {
    "payments": ["gateway", "ledger", "payouts", "invoices", "disputes"],
    "catalog": ["api", "images", "importer", "reviews", "taxonomy"],
    "checkout": ["api", "web", "basket", "tax", "vouchers"],
    "identity": ["login", "tokens", "profiles", "consent", "directory"],
    "shipping": ["labels", "tracking", "rates", "returns", "carriers"],
    "search": ["index", "ranker", "suggest", "crawler", "api"],
    "mobile": ["push", "bff", "builds", "feature-flags", "config"],
    "data": ["lake", "warehouse", "streams", "notebooks", "quality"],
    "fraud": ["scoring", "rules", "cases", "devices", "graph"],
    "ads": ["bidder", "budgets", "creatives", "reports", "api"],
    "media": ["transcode", "upload", "cdn", "thumbnails", "streams"],
    "support": ["tickets", "chat", "kb", "telephony", "macros"],
    "finance": ["billing", "revenue", "tax", "payroll", "reports"],
    "platform": ["k8s", "ci", "registry", "secrets", "dns"],
    "iot": ["gateway", "fleet", "firmware", "telemetry", "shadow"],
    "maps": ["tiles", "geocoder", "routing", "traffic", "places"],
    "messaging": ["email", "sms", "inbox", "templates", "webhooks"],
    "partners": ["portal", "api", "onboarding", "contracts", "feeds"],
    "risk": ["kyc", "sanctions", "limits", "models", "reports"],
    "travel": ["flights", "hotels", "trains", "fares", "bookings"],
}
ENVIRONMENTS = ("dev", "test", "stg", "prd")
REGIONS = ("euw1", "euc1", "eun1", "use1", "usw2", "cac1", "sae1", "aps1", "apse2")
ROLES = {
    "dev": [["read", "developer", "admin"], ["read", "developer", "poweruser", "admin"]],
    "test": [["read", "developer", "admin"], ["read", "tester", "admin"]],
    "stg": [["read", "deploy", "admin"], ["read", "deploy", "support", "admin"]],
    "prd": [["read", "support", "admin", "break-glass"], ["read", "deploy", "admin"]],
}
LEGACY = ("Crm", "Erp", "Intranet", "Warehouse", "Payroll", "Newsletter", "Forum", "Helpdesk")
CUSTOMERS = ("acme-foods", "bluepeak", "corvid", "dunlin-bank", "eastgate", "fjordline", "gullwing")
FIRST = ("alice", "bruno", "chloe", "dario", "emma", "farid", "greta", "hugo", "ivana", "jamal")
LAST = ("adams", "berg", "costa", "dubois", "evans", "fischer", "garcia", "holm", "ito", "jansen")
LONE = {
    "root": ["read", "billing", "admin"],
    "audit": ["read", "auditor"],
    "log-archive": ["read", "auditor"],
    "backup": ["read", "restore", "admin"],
    "network": ["read", "network-admin"],
    "network-lab": ["read", "network-admin"],
    "dns-public": ["read", "dns-admin"],
    "prod": ["read", "admin"],
    "production": ["read", "admin"],
    "dev": ["read", "admin"],
    "default": ["read", "admin"],
    "sandbox": ["read", "developer", "admin"],
    "security-tooling": ["SecurityAudit", "read", "admin"],
}
MOST = 4000

Account = tuple[str, Sequence[str], Sequence[str]]  # its alias, roles and tags


def regular(dice: random.Random) -> Iterator[Account]:
    """A service in each environment and region: 3,600 accounts that look alike."""
    for team, services in TEAMS.items():
        for service in services:
            for environment in ENVIRONMENTS:
                for region in REGIONS:
                    sets = ROLES[environment]
                    roles = sets[int(dice.random() * len(sets))]
                    yield f"{team}-{service}-{environment}-{region}", roles, [team, environment]


def odd() -> Iterator[Account]:
    """What a company has besides: the old, the bought, the private, the only one of its kind."""
    for alias, roles in LONE.items():
        yield alias, roles, ["core"]
    for name in LEGACY:
        for environment in ("Prod", "Test"):
            yield f"Legacy{name}{environment}", ["ViewOnly", "PowerUser", "Admin"], ["legacy"]
            yield f"old_{name.lower()}_{environment.lower()}", ["view", "operate"], ["legacy"]
    for customer in CUSTOMERS:
        for environment in ("dev", "uat", "live"):
            yield f"customer.{customer}.{environment}", ["view", "operate", "admin"], ["customer"]
    for first in FIRST:
        for last in LAST:
            yield f"sandbox-{first}-{last}", ["poweruser", "read"], ["sandbox"]
    for number in range(1, 101):
        yield f"lab-{number:03}", ["student", "teacher"], ["lab"]
    for number in range(1, MOST):
        yield f"tmp-migration-{number:03}", ["read", "ops/migrate"], ["wave-" + str(number % 9 + 1)]


def config() -> str:
    """The whole config.toml."""
    dice = random.Random(SEED)  # noqa: S311 - a corpus, no secret
    accounts = [*regular(dice), *odd()][:MOST]
    used: set[int] = set()
    tables = []
    for alias, roles, tags in accounts:
        number = int(dice.random() * 9 * 10**11) + 10**11
        assert number not in used
        used.add(number)
        lists = f"roles = {list(roles)}\ntags = {list(tags)}".replace("'", '"')
        tables.append(f'[accounts."{alias}"]\nid = "{number}"\n{lists}\n')
    return "\n".join(tables)


if __name__ == "__main__":
    print(config(), end="")
