"""python-ldap as scripts and Django use it: prints a line a step. Arguments: URI, CA file or -, starttls or -, base,
user, password, administrator, administrator's password."""
import sys

import ldap
import ldap.modlist
from ldap.controls.libldap import SimplePagedResultsControl

uri, ca, start_tls, base, user, password, admin, admin_password = sys.argv[1:]


def step(name, action):
    try:
        print(name, action(), sep=": ")
    except ldap.LDAPError as error:
        print(name, type(error).__name__, error.args[0].get("info", error.args[0].get("desc")), sep=": ")


def paged():
    control = SimplePagedResultsControl(True, size=700, cookie="")
    count = pages = 0
    while True:
        message = connection.search_ext(
            "OU=Many," + base, ldap.SCOPE_ONELEVEL, "(description=*)", ["description"], serverctrls=[control])
        _, entries, _, controls = connection.result3(message)
        count, pages = count + len(entries), pages + 1
        control.cookie = controls[0].cookie
        if not control.cookie:
            return "%d entries in %d pages" % (count, pages)


connection = ldap.initialize(uri)
connection.protocol_version = 3
connection.network_timeout = 10
connection.set_option(ldap.OPT_REFERRALS, 0)
if ca != "-":
    connection.set_option(ldap.OPT_X_TLS_CACERTFILE, ca)
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
if start_tls == "starttls":
    connection.start_tls_s()

people = "OU=People," + base
made = "CN=Made By Python," + people
step("wrong password", lambda: connection.simple_bind_s(user, "wrong"))
step("after a wrong password", lambda: connection.search_s(people, ldap.SCOPE_ONELEVEL, "(cn=*)", ["cn"]))
step("bind", lambda: connection.simple_bind_s(user, password)[0])
step("search", lambda: sorted(connection.search_s(people, ldap.SCOPE_ONELEVEL, "(objectClass=user)", ["cn", "mail"])))
step("references", lambda: connection.search_s(base, ldap.SCOPE_SUBTREE, "(sAMAccountName=bob)", ["cn"]))
step("paged", paged)
step("as administrator", lambda: connection.simple_bind_s(admin, admin_password)[0])
step("add", lambda: connection.add_s(made, ldap.modlist.addModlist({"objectClass": [b"contact"]}))[0])
step("modify", lambda: connection.modify_s(made, [(ldap.MOD_REPLACE, "description", [b"changed"])])[0])
step("compare", lambda: connection.compare_s(made, "description", b"changed"))
step("rename", lambda: connection.rename_s(made, "CN=Renamed By Python")[0])
step("delete", lambda: connection.delete_s("CN=Renamed By Python," + people)[0])
step("delete again", lambda: connection.delete_s("CN=Renamed By Python," + people))
connection.unbind_s()
