package io.dirgate.infra;

import static io.dirgate.infra.Template.list;
import static io.dirgate.infra.Template.map;
import static io.dirgate.infra.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each template. */
class TemplatesTest {
    /** Actions that AWS limits to no resource, or to a name space instead. */
    private static final Set<String> WITHOUT_RESOURCE = Set.of(
            "ds:DescribeDirectories",
            "ds:DescribeDomainControllers",
            "elasticloadbalancing:DescribeTargetHealth",
            "cloudwatch:PutMetricData");

    static Stream<Template> templates() {
        return Template.all();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyParameterIsUsedAndDescribedAndInAGroup(Template template) {
        Set<String> declared = template.section("Parameters").keySet();
        String uses =
                template.section("Resources").toString() + template.section("Conditions") + template.section("Outputs");
        assertThat(declared)
                .allSatisfy(name -> assertThat(uses).containsPattern("Ref=" + name + "[,}\\]]|\\$\\{" + name + "}"));
        assertThat(template.section("Parameters").values())
                .allSatisfy(parameter -> assertThat(map(parameter)).containsKey("Description"));
        Map<String, Object> layout = map(template.section("Metadata").get("AWS::CloudFormation::Interface"));
        List<Object> grouped = list(layout.get("ParameterGroups")).stream()
                .flatMap(group -> list(map(group).get("Parameters")).stream())
                .toList();
        assertThat(grouped).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(declared);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyConditionIsUsed(Template template) {
        String uses =
                template.section("Resources").toString() + template.section("Outputs") + template.section("Conditions");
        assertThat(template.section("Conditions").keySet()).allSatisfy(name -> assertThat(uses)
                .containsPattern("Condition=" + name + "[,}]|Fn::If=\\[" + name + ","));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void noActionIsAWildcardAndNoResourceWithoutNeed(Template template) {
        for (Map<String, Object> statement : statements(template.section("Resources"))) {
            Set<String> actions = new TreeSet<>();
            Object action = statement.get("Action");
            (action instanceof List<?> several ? several : List.of(String.valueOf(action)))
                    .forEach(each -> actions.add(each.toString()));
            assertThat(actions).noneMatch(each -> each.contains("*"));
            if ("*".equals(statement.get("Resource"))) {
                assertThat(actions).isSubsetOf(WITHOUT_RESOURCE);
            }
            if (actions.contains("cloudwatch:PutMetricData")) {
                assertThat(statement.get("Condition")).hasToString("{StringEquals={cloudwatch:namespace=Dirgate}}");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void outputsNameTheNextStep(Template template) {
        assertThat(template.section("Outputs").values())
                .extracting(output -> text(map(output).get("Description")))
                .anyMatch(text -> Pattern.compile("[Nn]ext step|What to do now")
                        .matcher(text)
                        .find());
    }

    @Test
    void aDirectoryOutlivesItsStackAndAChangeThatMakesAnotherOneSaysSo() throws Exception {
        Template template = Template.named("directory");
        assertThat(template.section("Resources").values()).hasSize(3).allSatisfy(resource -> assertThat(map(resource))
                .containsEntry("DeletionPolicy", "Retain")
                .containsEntry("UpdateReplacePolicy", "Retain"));
        assertThat(template.section("Parameters").values())
                .allSatisfy(parameter -> assertThat(text(map(parameter).get("Description")))
                        .endsWith("A change makes another directory."));
        assertThat(Files.readString(Template.FOLDER.resolve("directory-policy.json")))
                .contains(template.section("Resources").keySet().stream()
                        .map(name -> "LogicalResourceId/" + name)
                        .toList());
    }

    private static List<Map<String, Object>> statements(Object value) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (value instanceof List<?> values) {
            values.forEach(each -> found.addAll(statements(each)));
        } else if (value instanceof Map<?, ?> object) {
            if (object.containsKey("Effect")) {
                found.add(map(object));
            }
            object.values().forEach(each -> found.addAll(statements(each)));
        }
        return found;
    }
}
