package io.dirgate.certtool.route53;

/**
 * One value of a TXT record set.
 *
 * @param name lower case, with a dot at its end
 * @param value without the quotation marks that Route 53 requires
 */
public record Txt(String name, String value) {
    String quoted() {
        return '"' + value + '"';
    }
}
