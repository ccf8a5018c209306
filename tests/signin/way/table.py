"""The planner's table. A situation is a line; to add one, add a base or devices to `bases`."""

from rolecall.demo.world.bastion import CHAINED
from tests.drivers.saml_visitor import PORTAL
from tests.signin.way.row import rows

_BASTION = """
base                 devices       mfa  wanted  longest  calls          asks  lasts
keys                 two           yes  -       12h      session, role  1     1h
keys                 two           yes  15m     12h      session, role  1     15m
keys                 two           yes  1h      12h      session, role  1     1h
keys                 two           yes  4h      12h      role           1     4h
keys                 two           yes  12h     12h      role           1     12h
keys                 two           no   -       12h      role           0     1h
keys                 two           no   15m     12h      role           0     15m
keys                 two           no   1h      12h      role           0     1h
keys                 two           no   4h      12h      role           0     4h
keys                 two           no   12h     12h      role           0     12h
keys, signed in      two           yes  -       12h      role           0     1h
keys, signed in      two           yes  15m     12h      role           0     15m
keys, signed in      two           yes  1h      12h      role           0     1h
keys, signed in      two           yes  4h      12h      role           1     4h
keys, signed in      two           yes  12h     12h      role           1     12h
keys, signed in      two           no   -       12h      role           0     1h
keys, signed in      two           no   15m     12h      role           0     15m
keys, signed in      two           no   1h      12h      role           0     1h
keys, signed in      two           no   4h      12h      role           0     4h
keys, signed in      two           no   12h     12h      role           0     12h
temporary            two           yes  -       12h      role           0     1h
temporary            two           yes  15m     12h      role           0     15m
temporary            two           yes  1h      12h      role           0     1h
temporary            two           yes  4h      12h      role           0     1h
temporary            two           yes  12h     12h      role           0     1h
temporary            two           no   -       12h      role           0     1h
temporary            two           no   15m     12h      role           0     15m
temporary            two           no   1h      12h      role           0     1h
temporary            two           no   4h      12h      role           0     1h
temporary            two           no   12h     12h      role           0     1h
program of keys      two           yes  -       12h      session, role  1     1h
program of keys      two           yes  15m     12h      session, role  1     15m
program of keys      two           yes  1h      12h      session, role  1     1h
program of keys      two           yes  4h      12h      role           1     4h
program of keys      two           yes  12h     12h      role           1     12h
program of keys      two           no   -       12h      role           0     1h
program of keys      two           no   15m     12h      role           0     15m
program of keys      two           no   1h      12h      role           0     1h
program of keys      two           no   4h      12h      role           0     4h
program of keys      two           no   12h     12h      role           0     12h
program of session   two           yes  -       12h      role           0     1h
program of session   two           yes  15m     12h      role           0     15m
program of session   two           yes  1h      12h      role           0     1h
program of session   two           yes  4h      12h      role           0     1h
program of session   two           yes  12h     12h      role           0     1h
program of session   two           no   -       12h      role           0     1h
program of session   two           no   15m     12h      role           0     15m
program of session   two           no   1h      12h      role           0     1h
program of session   two           no   4h      12h      role           0     1h
program of session   two           no   12h     12h      role           0     1h
keys                 one           yes  -       12h      session, role  1     1h
keys                 one           yes  12h     12h      role           1     12h
keys                 backup named  yes  -       12h      session, role  1     1h
keys                 backup named  yes  12h     12h      role           1     12h
keys, signed in      backup named  yes  -       12h      session, role  1     1h
keys                 fido, one     yes  -       12h      session, role  1     1h
keys                 fido, one     yes  12h     12h      role           1     12h
keys                 fido          yes  -       12h      -              0     -
keys                 fido          yes  12h     12h      -              0     -
keys                 fido          no   12h     12h      role           0     12h
keys, signed in      fido          yes  -       12h      role           0     1h
keys                 fido named    yes  -       12h      -              0     -
keys                 fido named    yes  4h      12h      -              0     -
keys                 none          yes  -       12h      role           0     1h
keys                 none          yes  15m     12h      role           0     15m
keys                 none          yes  12h     12h      role           0     12h
keys                 none          no   12h     12h      role           0     12h
program of keys      none          yes  4h      12h      role           0     4h
program of session   none          yes  4h      12h      role           0     1h
[mfa] process        none          yes  -       12h      role           0     1h
identity center      two           yes  -       12h      role           0     1h
identity center      two           yes  12h     12h      role           0     1h
identity center      two           no   15m     12h      role           0     15m
identity center      two           no   4h      12h      role           0     1h
aws login            two           yes  -       12h      role           0     1h
aws login            two           yes  12h     12h      role           0     1h
aws login            two           no   15m     12h      role           0     15m
aws login            two           no   4h      12h      role           0     1h
aws login, renewed   two           yes  -       12h      role           0     1h
aws login, renewed   two           no   12h     12h      role           0     1h
aws login, over      two           yes  -       12h      role           1     1h
web identity         two           yes  -       12h      role           0     1h
web identity         two           yes  12h     12h      role           0     1h
web identity         two           no   15m     12h      role           0     15m
web identity         two           no   4h      12h      role           0     1h
container            two           yes  -       12h      role           0     1h
container            two           yes  12h     12h      role           0     1h
container            two           no   15m     12h      role           0     15m
container            two           no   4h      12h      role           0     1h
[mfa] process        two           yes  -       12h      session, role  0     1h
[mfa] process        two           yes  12h     12h      role           0     12h
[mfa] process        two           no   12h     12h      role           0     12h
"""

# Over the auditor's role to the archive, which trusts that alone.
_CHAIN = """
base                  devices       mfa  wanted  longest  calls                asks  lasts
keys                  two           yes  -       12h      session, role, role  1     1h
keys                  two           yes  15m     12h      session, role, role  1     15m
keys                  two           yes  4h      12h      session, role, role  1     1h
keys                  two           no   -       12h      role, role           0     1h
keys                  two           no   12h     12h      role, role           0     1h
keys                  backup named  yes  -       12h      session, role, role  1     1h
keys, signed in       two           yes  -       12h      role, role           0     1h
keys, signed in       two           yes  12h     12h      role, role           0     1h
keys, hop held        two           yes  -       12h      role                 0     1h
keys, hop held        two           yes  15m     12h      role                 0     15m
keys, hop held        two           yes  4h      12h      role                 0     1h
keys, hop held        backup named  yes  -       12h      session, role, role  1     1h
temporary             two           yes  -       12h      role, role           0     1h
temporary             two           yes  4h      12h      role, role           0     1h
program of keys       two           yes  -       12h      session, role, role  1     1h
program of session    two           no   -       12h      role, role           0     1h
aws login             two           yes  -       12h      role, role           0     1h
aws login             two           no   4h      12h      role, role           0     1h
[mfa] process         two           yes  -       12h      session, role, role  0     1h
"""

_SAML = """
base                       devices  mfa  wanted  longest  calls        asks  lasts
idp                        -        no   -       12h      login, saml  1     1h
idp                        -        no   15m     12h      login, saml  1     15m
idp                        -        no   4h      12h      login, saml  1     4h
idp                        -        no   12h     12h      login, saml  1     12h
idp, logged in             -        no   -       12h      saml         0     1h
idp, logged in             -        no   15m     12h      saml         0     15m
idp, logged in             -        no   4h      12h      saml         0     4h
idp, logged in             -        no   12h     12h      saml         0     12h
idp, password stored       -        no   -       12h      login, saml  0     1h
idp, password stored       -        no   12h     12h      login, saml  0     12h
idp, logged in at another  -        no   -       12h      login, saml  1     1h
idp, logged in at another  -        no   12h     12h      login, saml  1     12h
"""

TABLE = [
    *rows(("staging", "admin"), _BASTION),
    *rows(CHAINED, _CHAIN),
    *rows((PORTAL, "read"), _SAML),
]
