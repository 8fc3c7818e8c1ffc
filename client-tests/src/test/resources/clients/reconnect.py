"""python-ldap's client that reconnects by itself: makes a step for each line of its input, and prints what came of it. Arguments:
URI, CA file, user, password."""
import sys

import ldap
from ldap.ldapobject import ReconnectLDAPObject

uri, ca, user, password = sys.argv[1:]

ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, ca)
ldap.set_option(ldap.OPT_NETWORK_TIMEOUT, 10)
connection = ReconnectLDAPObject(uri, retry_max=1, retry_delay=0.1)


def bind():
    connection.simple_bind_s(user, password)
    return "bound"


def search():
    return "found %d" % len(connection.search_ext_s("DC=x", ldap.SCOPE_SUBTREE, "(cn=a)"))


for line in sys.stdin:
    try:
        print({"bind": bind, "search": search}[line.strip()](), flush=True)
    except ldap.LDAPError as error:
        print(type(error).__name__, flush=True)
