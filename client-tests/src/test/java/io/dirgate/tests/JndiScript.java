package io.dirgate.tests;

import java.io.IOException;
import java.util.Hashtable;
import java.util.TreeSet;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;

/** The JDK's own LDAP client, under so many Java applications: it binds again on the same connection. */
@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // It is what is tested, and it wants a Hashtable.
final class JndiScript {
    private static final String NAME = "CN=Made By JNDI," + Corp.PEOPLE;

    private JndiScript() {}

    static String run(Endpoint endpoint) throws Exception {
        Transcript seen = new Transcript();
        LdapContext context = connect(endpoint);
        seen.step("wrong password", () -> rebind(context, Corp.ALICE_UPN, "wrong"));
        seen.step("bind", () -> rebind(context, Corp.ALICE_UPN, Corp.PASSWORD));
        seen.step(
                "read",
                () -> new TreeSet<>(java.util.Collections.list(
                                context.getAttributes(Corp.ALICE_DN, new String[] {"mail", "memberOf"})
                                        .getAll())
                        .stream()
                        .map(Object::toString)
                        .toList()));
        seen.step("paged", () -> paged(context));
        seen.step("as administrator", () -> rebind(context, Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD));
        seen.step("add", () -> {
            BasicAttributes attributes = new BasicAttributes("objectClass", "contact");
            attributes.put("description", "made");
            return context.createSubcontext(NAME, attributes) != null;
        });
        seen.step("modify", () -> {
            context.modifyAttributes(NAME, DirContext.REPLACE_ATTRIBUTE, new BasicAttributes("description", "changed"));
            return context.getAttributes(NAME, new String[] {"description"});
        });
        seen.step("delete", () -> {
            context.destroySubcontext(NAME);
            return "done";
        });
        seen.step("read nothing", () -> context.getAttributes(NAME));
        context.close();
        return seen.toString();
    }

    private static LdapContext connect(Endpoint endpoint) throws NamingException, IOException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, endpoint.uri());
        environment.put(Context.REFERRAL, "ignore");
        if (endpoint.security() == Endpoint.Security.LDAPS) {
            environment.put("java.naming.ldap.factory.socket", TrustingSocketFactory.class.getName());
        }
        try (TrustingSocketFactory.Scope trusted = TrustingSocketFactory.trusting(endpoint.ca())) {
            LdapContext context = new InitialLdapContext(environment, null);
            if (endpoint.security() == Endpoint.Security.STARTTLS) {
                StartTlsResponse tls = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
                tls.negotiate(trusted.factory());
            }
            return context;
        }
    }

    private static Object rebind(LdapContext context, String name, String password) throws NamingException {
        context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
        context.addToEnvironment(Context.SECURITY_PRINCIPAL, name);
        context.addToEnvironment(Context.SECURITY_CREDENTIALS, password);
        context.reconnect(null);
        Attributes read = context.getAttributes(Corp.PEOPLE, new String[] {"ou"});
        return read.get("ou");
    }

    private static Object paged(LdapContext context) throws NamingException, IOException {
        int count = 0;
        int pages = 0;
        byte[] cookie = null;
        do {
            context.setRequestControls(new Control[] {new PagedResultsControl(700, cookie, Control.CRITICAL)});
            NamingEnumeration<SearchResult> page = context.search(Corp.MANY, "(description=*)", new SearchControls());
            while (page.hasMore()) {
                page.next();
                count++;
            }
            pages++;
            cookie = ((PagedResultsResponseControl) context.getResponseControls()[0]).getCookie();
        } while (cookie != null && cookie.length > 0);
        context.setRequestControls(null);
        return count + " entries in " + pages + " pages";
    }
}
