package io.dirgate.certtool.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Reports as JSON: fields in the order of the record, instants in ISO 8601, without unknown values. */
public final class Json {
    private Json() {}

    public static String write(Object report) {
        return text(mapper(), report);
    }

    /** The report with these findings behind its own. */
    static String write(Object report, List<Finding> more) {
        JsonMapper mapper = mapper();
        ObjectNode tree = mapper.valueToTree(report);
        ArrayNode findings = tree.withArray("findings");
        more.forEach(each -> findings.add(mapper.<JsonNode>valueToTree(each)));
        return text(mapper, tree);
    }

    private static JsonMapper mapper() {
        SimpleModule text = new SimpleModule()
                .addSerializer(Instant.class, new WholeSeconds())
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(Path.class, ToStringSerializer.instance);
        return JsonMapper.builder()
                .addModule(text)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    private static String text(JsonMapper mapper, Object report) {
        try {
            return mapper.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A certificate's times have no fractions, and a clock's say nothing to a reader. */
    private static final class WholeSeconds extends ToStringSerializerBase {
        private static final long serialVersionUID = 1;

        WholeSeconds() {
            super(Instant.class);
        }

        @Override
        public String valueToString(Object value) {
            return ((Instant) value).truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }
}
