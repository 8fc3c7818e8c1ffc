package io.dirgate.proxy.demo;

import com.unboundid.ldap.listener.SearchEntryParer;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SubtreeDeleteRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Active Directory's rootDSE (MS-ADTS section 3.1.1.3.2), limited to the features of the in-memory server. For example,
 * it lists no SASL mechanisms.
 */
final class AdRootDse {
    private static final String CONFIGURATION = "CN=Configuration," + DemoDirectory.BASE;
    private static final String SCHEMA = "CN=Schema," + CONFIGURATION;
    private static final String HOST = "dc1." + DemoDirectory.DNS_DOMAIN;
    private static final String SERVER = "CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites," + CONFIGURATION;

    /** LDAP_CAP_ACTIVE_DIRECTORY_OID and …_V51_OID, by which clients recognise Active Directory. */
    private static final String[] CAPABILITIES = {"1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"};

    private static final String[] CONTROLS = {
        SimplePagedResultsControl.PAGED_RESULTS_OID,
        ServerSideSortRequestControl.SERVER_SIDE_SORT_REQUEST_OID,
        VirtualListViewRequestControl.VIRTUAL_LIST_VIEW_REQUEST_OID,
        SubtreeDeleteRequestControl.SUBTREE_DELETE_REQUEST_OID,
    };

    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.0Z'").withZone(ZoneOffset.UTC);

    private AdRootDse() {}

    /** The current rootDSE for a base search; null if the filter does not match. */
    static @Nullable Entry read(ReadOnlySearchRequest request) throws LDAPException {
        Entry entry = now();
        return request.getFilter().matchesEntry(entry)
                ? new SearchEntryParer(request.getAttributeList(), null).pareEntry(entry)
                : null;
    }

    private static Entry now() {
        Entry entry = new Entry("");
        entry.addAttribute("objectClass", "top");
        entry.addAttribute("currentTime", GENERALIZED_TIME.format(Instant.now()));
        entry.addAttribute("defaultNamingContext", DemoDirectory.BASE);
        entry.addAttribute("rootDomainNamingContext", DemoDirectory.BASE);
        entry.addAttribute("namingContexts", DemoDirectory.BASE);
        entry.addAttribute("configurationNamingContext", CONFIGURATION);
        entry.addAttribute("schemaNamingContext", SCHEMA);
        entry.addAttribute("subschemaSubentry", "CN=Aggregate," + SCHEMA);
        entry.addAttribute("dnsHostName", HOST);
        entry.addAttribute("ldapServiceName", DemoDirectory.DNS_DOMAIN + ":dc1$@CORP.EXAMPLE.COM");
        entry.addAttribute("serverName", SERVER);
        entry.addAttribute("dsServiceName", "CN=NTDS Settings," + SERVER);
        entry.addAttribute("isSynchronized", "TRUE");
        entry.addAttribute("isGlobalCatalogReady", "TRUE");
        entry.addAttribute("domainFunctionality", "7");
        entry.addAttribute("forestFunctionality", "7");
        entry.addAttribute("domainControllerFunctionality", "7");
        entry.addAttribute("supportedLDAPVersion", "3");
        entry.addAttribute("supportedCapabilities", CAPABILITIES);
        entry.addAttribute("supportedControl", CONTROLS);
        entry.addAttribute("supportedExtension", WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID);
        entry.addAttribute("vendorName", "Dirgate demo directory");
        return entry;
    }
}
