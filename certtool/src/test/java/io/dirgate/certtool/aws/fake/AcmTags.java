package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** ACM's limits on tags. */
final class AcmTags {
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private AcmTags() {}

    static void add(Map<String, String> tags, JsonNode added) {
        Map<String, String> result = new TreeMap<>(tags);
        for (JsonNode tag : added) {
            String key = tag.path("Key").asText();
            String value = tag.path("Value").asText("");
            boolean known = key.length() >= 1 && key.length() <= 128 && value.length() <= 256;
            if (!known || !TEXT.matcher(key).matches() || !TEXT.matcher(value).matches()) {
                throw AwsFault.validation("tag " + key + " is not valid");
            }
            if (key.startsWith("aws:")) {
                throw new AwsFault("InvalidTagException", "tag keys that begin with aws: are reserved");
            }
            result.put(key, value);
        }
        if (result.size() > 50) {
            throw new AwsFault("TooManyTagsException", "a certificate has 50 tags at most");
        }
        tags.putAll(result);
    }
}
