package io.dirgate.certtool.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reports as JSON: fields in the order of the record, instants in ISO 8601, what is unknown left out. */
public final class Json {
    private Json() {}

    public static String write(Object report) {
        SimpleModule text = new SimpleModule()
                .addSerializer(Instant.class, new WholeSeconds())
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(Path.class, ToStringSerializer.instance);
        JsonMapper mapper = JsonMapper.builder()
                .addModule(text)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
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
