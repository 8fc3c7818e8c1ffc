package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Cuts a list into pages. Tokens are opaque to clients, bound to the operation, and one that was not handed out is refused. */
final class Pages {
    private final String operation;
    private final Supplier<AwsFault> badToken;

    Pages(String operation, Supplier<AwsFault> badToken) {
        this.operation = operation;
        this.badToken = badToken;
    }

    /** The page that the request's NextToken asks for; the answer gets the next token, if more is left. */
    <T> List<T> page(List<T> all, JsonNode request, int size, ObjectNode answer) {
        int from = offset(request.path("NextToken").textValue(), all.size());
        int to = Math.min(all.size(), from + size);
        if (to < all.size()) {
            String token = operation + ":" + to;
            answer.put("NextToken", Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
        }
        return all.subList(from, to);
    }

    private int offset(@Nullable String token, int size) {
        if (token == null) {
            return 0;
        }
        try {
            String[] parts = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split(":", 2);
            int from = Integer.parseInt(parts[1]);
            if (!parts[0].equals(operation) || from < 0 || from > size) {
                throw badToken.get();
            }
            return from;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw badToken.get();
        }
    }
}
