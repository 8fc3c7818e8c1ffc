package io.dirgate.tests;

import java.util.Arrays;

/** All of OpenLDAP's command line tools, once each way; what they write they remove again. */
final class OpenLdapScript {
    private static final String NAME = "CN=Made By OpenLDAP," + Corp.PEOPLE;
    private static final String RENAMED = "CN=Renamed By OpenLDAP," + Corp.PEOPLE;

    private OpenLdapScript() {}

    static String run(Endpoint endpoint) {
        Transcript seen = new Transcript();
        OpenLdap alice = OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, endpoint);
        binds(seen, endpoint);
        searches(seen, alice);
        writes(seen, OpenLdap.as(Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD, endpoint));
        seen.note("write without the right", alice.runWithInput(change("no"), "ldapmodify"));
        return seen.toString();
    }

    private static void binds(Transcript seen, Endpoint endpoint) {
        for (String name : new String[] {Corp.ALICE_DN, Corp.ALICE_UPN, Corp.ALICE_NT}) {
            OpenLdap alice = OpenLdap.as(name, Corp.PASSWORD, endpoint);
            seen.note("read as " + name, alice.run("ldapsearch", "-LLL", "-b", Corp.ALICE_DN, "-s", "base", "mail"));
            seen.note("who am I", alice.run("ldapwhoami"));
            seen.note("wrong password", OpenLdap.as(name, "wrong", endpoint).run("ldapwhoami"));
        }
        seen.note(
                "disabled",
                OpenLdap.as("dave@corp.example.com", Corp.PASSWORD, endpoint).run("ldapwhoami"));
        seen.note(
                "unknown", OpenLdap.as("nobody@corp.example.com", "x", endpoint).run("ldapwhoami"));
        seen.note("anonymous", OpenLdap.anonymous(endpoint).run("ldapsearch", "-LLL", "-b", Corp.PEOPLE));
        seen.note(
                "rootDSE",
                OpenLdap.anonymous(endpoint)
                        .run("ldapsearch", "-LLL", "-b", "", "-s", "base", "namingContexts", "supportedControl"));
        if (endpoint.security() == Endpoint.Security.STARTTLS) {
            // The same with one Z: go on in clear if it fails, which must not be needed.
            Ran once = Program.of("ldapsearch", "-x", "-Z", "-H", endpoint.uri(), "-LLL", "-b", "", "-s", "base", "dn")
                    .environment(OpenLdap.environment(endpoint))
                    .run();
            seen.note("-Z", once);
        }
    }

    private static void searches(Transcript seen, OpenLdap alice) {
        String[] base = {"-LLL", "-o", "ldif_wrap=no", "-b"};
        seen.note("references", alice.run("ldapsearch", with(base, Corp.BASE, "(sAMAccountName=bob)", "mail")));
        seen.note("paged", alice.run("ldapsearch", with(base, Corp.MANY, "-E", "pr=100/noprompt", "description")));
        seen.note("all at once", alice.run("ldapsearch", with(base, Corp.MANY, "(description=*)", "description")));
        seen.note("size limit", alice.run("ldapsearch", with(base, Corp.MANY, "-z", "10", "1.1")));
        seen.note("sorted", alice.run("ldapsearch", with(base, Corp.PEOPLE, "-E", "!sss=-cn", "cn")));
        seen.note("extended DN", alice.run("ldapsearch", with(base, Corp.ALICE_DN, "-E", "!extendedDn=1", "memberOf")));
        seen.note("domain scope", alice.run("ldapsearch", with(base, Corp.BASE, "-E", "!domainScope", "(cn=staff)")));
        seen.note("no such base", alice.run("ldapsearch", with(base, "OU=Nowhere," + Corp.BASE)));
        seen.note("bad filter value", alice.run("ldapsearch", with(base, Corp.BASE, "(objectGUID=x)")));
    }

    private static void writes(Transcript seen, OpenLdap administrator) {
        seen.note("add", administrator.runWithInput("dn: " + NAME + "\nobjectClass: contact\n", "ldapadd"));
        seen.note("add again", administrator.runWithInput("dn: " + NAME + "\nobjectClass: contact\n", "ldapadd"));
        seen.note("modify", administrator.runWithInput(change("made"), "ldapmodify"));
        seen.note("compare, true", administrator.run("ldapcompare", NAME, "description:made"));
        seen.note("compare, false", administrator.run("ldapcompare", NAME, "description:other"));
        seen.note("rename", administrator.run("ldapmodrdn", "-r", NAME, "CN=Renamed By OpenLDAP"));
        seen.note("read", administrator.run("ldapsearch", "-LLL", "-b", RENAMED, "-s", "base", "description", "cn"));
        seen.note("delete", administrator.run("ldapdelete", RENAMED));
        seen.note("delete again", administrator.run("ldapdelete", RENAMED));
    }

    private static String change(String description) {
        return "dn: " + NAME + "\nchangetype: modify\nreplace: description\ndescription: " + description + "\n";
    }

    private static String[] with(String[] before, String... after) {
        String[] all = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, all, before.length, after.length);
        return all;
    }
}
