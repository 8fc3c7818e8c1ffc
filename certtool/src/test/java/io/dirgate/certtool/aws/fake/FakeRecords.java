package io.dirgate.certtool.aws.fake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The record sets of a hosted zone. */
public final class FakeRecords {
    static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

    /** A record set; values as they stand in a zone file. */
    public record Set(String name, String type, long ttl, List<String> values) {
        String key() {
            return name + " " + type;
        }
    }

    private final String origin;
    private TreeMap<String, Set> sets = new TreeMap<>();

    FakeRecords(String origin) {
        this.origin = origin;
    }

    public synchronized void put(Set set) {
        sets.put(set.key(), set);
    }

    public synchronized List<Set> all() {
        return List.copyOf(sets.values());
    }

    synchronized List<String> txt(String name) {
        Set found = sets.get(name + " TXT");
        return found == null
                ? List.of()
                : found.values.stream()
                        .map(value -> value.substring(1, value.length() - 1))
                        .toList();
    }

    synchronized String list(Map<String, String> query) {
        if (query.containsKey("type") && !query.containsKey("name")) {
            throw new AwsFault(400, "InvalidInput", "a type needs a name");
        }
        String start = query.getOrDefault("name", "") + " " + query.getOrDefault("type", "");
        int most = Integer.parseInt(query.getOrDefault("maxitems", "100"));
        StringBuilder answer =
                new StringBuilder("<ListResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\"><ResourceRecordSets>");
        List<Set> found = List.copyOf(sets.tailMap(start).values());
        for (Set each : found.subList(0, Math.min(most, found.size()))) {
            answer.append("<ResourceRecordSet><Name>" + each.name + "</Name><Type>" + each.type + "</Type><TTL>"
                    + each.ttl + "</TTL><ResourceRecords>");
            each.values.forEach(
                    value -> answer.append("<ResourceRecord><Value>" + value + "</Value></ResourceRecord>"));
            answer.append("</ResourceRecords></ResourceRecordSet>");
        }
        return answer + "</ResourceRecordSets><IsTruncated>" + (found.size() > most) + "</IsTruncated><MaxItems>" + most
                + "</MaxItems></ListResourceRecordSetsResponse>";
    }

    /** Makes a batch, whole or not at all; returns the names that it has changed. */
    synchronized List<String> change(InputStream body) {
        TreeMap<String, Set> next = new TreeMap<>(sets);
        List<String> names = new ArrayList<>();
        NodeList changes = parse(body).getElementsByTagNameNS(NAMESPACE, "Change");
        if (changes.getLength() == 0) {
            throw new AwsFault(400, "InvalidInput", "no change");
        }
        for (int i = 0; i < changes.getLength(); i++) {
            Element change = (Element) changes.item(i);
            Set set = set(change);
            apply(next, text(change, "Action"), set);
            names.add(set.name);
        }
        sets = next;
        return names.stream().distinct().toList();
    }

    private void apply(Map<String, Set> next, String action, Set set) {
        if (!set.name.endsWith("." + origin) && !set.name.equals(origin)) {
            throw invalid("RRSet with DNS name " + set.name + " is not permitted in zone " + origin);
        }
        Set there = next.get(set.key());
        switch (action) {
            case "DELETE" -> {
                if (!set.equals(there)) {
                    throw invalid("Tried to delete resource record set [name='" + set.name + "', type='" + set.type
                            + "'] but the values provided do not match the current values");
                }
                next.remove(set.key());
            }
            case "CREATE" -> {
                if (there != null) {
                    throw invalid("Tried to create resource record set [name='" + set.name + "', type='" + set.type
                            + "'] but it already exists");
                }
                add(next, set);
            }
            case "UPSERT" -> add(next, set);
            default -> throw new AwsFault(400, "InvalidInput", "no action " + action);
        }
    }

    private static void add(Map<String, Set> next, Set set) {
        if (next.containsKey(set.name + " CNAME")) {
            throw invalid(
                    "RRSet of type " + set.type + " with DNS name " + set.name
                            + " is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists");
        }
        if (set.values.isEmpty()
                || set.values.size() != set.values.stream().distinct().count()) {
            throw invalid("duplicate values, or none");
        }
        for (String value : set.values) {
            if (set.type.equals("TXT") && !value.matches("\"[^\"]{0,255}\"")) {
                throw invalid("Invalid Resource Record: TXTRDATA must be enclosed in quotation marks");
            }
        }
        next.put(set.key(), set);
    }

    private static AwsFault invalid(String message) {
        return new AwsFault(400, "InvalidChangeBatch", "[" + message + "]");
    }

    private static Set set(Element change) {
        List<String> values = new ArrayList<>();
        NodeList found = change.getElementsByTagNameNS(NAMESPACE, "Value");
        for (int i = 0; i < found.getLength(); i++) {
            values.add(found.item(i).getTextContent());
        }
        return new Set(text(change, "Name"), text(change, "Type"), Long.parseLong(text(change, "TTL")), values);
    }

    private static String text(Element within, String name) {
        NodeList found = within.getElementsByTagNameNS(NAMESPACE, name);
        if (found.getLength() != 1) {
            throw new AwsFault(400, "InvalidInput", "there must be one " + name);
        }
        return found.item(0).getTextContent();
    }

    private static Element parse(InputStream body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(body).getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AwsFault(400, "InvalidInput", "the body is not XML");
        }
    }
}
