package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static io.dirgate.infra.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Terraform module beside the template that it deploys: nothing that the one has may be missing in the other. */
class TerraformTest {
    private static final Path FOLDER = Path.of("terraform");

    private final Template template = Template.named("gateway");
    private final Map<String, Object> module = parsed();

    @BeforeAll
    static void parserIsThere() {
        Tool.require("node");
        Tool.requireThat(Files.exists(parser()), "bin/test installs @cdktf/hcl2json");
    }

    @Test
    void everyParameterIsAVariableOfItsKindAndOptionalWhereTheTemplateHasADefault() {
        Map<String, Object> variables = map(module.get("variable"));
        template.section("Parameters").forEach((name, parameter) -> {
            Map<String, Object> variable = first(variables.get(snake(name)), name);
            assertThat(variable)
                    .as(name)
                    .containsEntry("description", map(parameter).get("Description"))
                    .containsEntry("type", "${" + kind(map(parameter)) + "}");
            assertThat(variable.containsKey("default"))
                    .as("%s is optional", name)
                    .isEqualTo(map(parameter).containsKey("Default"));
        });
        assertThat(variables).hasSize(template.section("Parameters").size() + 2).containsKeys("name", "tags");
    }

    @Test
    void everyVariableIsGivenToItsParameter() {
        Map<String, Object> given = map(first(module.get("locals"), "locals").get("given"));

        assertThat(given.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        template.section("Parameters").keySet());
        given.forEach((name, value) ->
                assertThat(value).isIn("${var." + snake(name) + "}", "${join(\",\", var." + snake(name) + ")}"));
    }

    @Test
    void everyOutputIsHandedOnButTheWalkthroughsAlias() {
        Map<String, Object> outputs = map(module.get("output"));
        Map<String, Object> wanted = template.section("Outputs");
        wanted.remove("LDAPSURL");

        wanted.forEach((name, output) -> assertThat(first(outputs.get(snake(name)), name))
                .containsEntry("description", map(output).get("Description"))
                .containsEntry("value", "${aws_cloudformation_stack.gateway.outputs[\"" + name + "\"]}"));
        assertThat(outputs).hasSameSizeAs(wanted);
    }

    @Test
    void theStackIsMadeOfTheTemplateAndOfNothingElse() {
        Map<String, Object> resources = map(module.get("resource"));

        assertThat(resources).containsOnlyKeys("aws_cloudformation_stack");
        assertThat(first(map(resources.get("aws_cloudformation_stack")).get("gateway"), "gateway"))
                .containsEntry("template_body", "${file(\"${path.module}/../cloudformation/gateway.yaml\")}")
                .containsEntry("capabilities", List.of("CAPABILITY_IAM"));
    }

    private static Map<String, Object> first(@Nullable Object blocks, String name) {
        assertThat(blocks).as(name).isNotNull();
        return map(list(blocks).get(0));
    }

    private static String kind(Map<String, Object> parameter) {
        String type = text(parameter.get("Type"));
        if (type.equals("Number")) {
            return "number";
        } else if (type.startsWith("List<")) {
            return "list(string)";
        }
        return List.of("true", "false").equals(parameter.get("AllowedValues")) ? "bool" : "string";
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Path parser() {
        return Path.of("target/npm/node_modules/@cdktf/hcl2json").toAbsolutePath();
    }

    private static Map<String, Object> parsed() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Object> words = new ArrayList<>(List.of("node", "src/test/resources/hcl.mjs", parser()));
            files.filter(file -> file.toString().endsWith(".tf")).sorted().forEach(words::add);
            return map(new Gson().fromJson(Tool.run(words.toArray()).mustSucceed(), Map.class));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
