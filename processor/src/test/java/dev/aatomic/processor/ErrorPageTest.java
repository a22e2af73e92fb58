package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.processor.validate.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page on problems, to which messages refer: a section each, in the order of the problems. */
class ErrorPageTest {

    private static final Pattern HEADING = Pattern.compile("(?m)^### (\\w+)$");

    private static final String PAGE = CaseFiles.read(Path.of("../docs/errors.md"));

    @Test
    void everyProblemHasASectionOfItsNameAndNothingElseHas() {
        List<String> headings = new ArrayList<>();
        HEADING.matcher(PAGE).results().forEach(match -> headings.add(match.group(1)));

        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::id).toList());
    }

    @ParameterizedTest
    @EnumSource
    void theSectionSaysHowBadItIsAndHowToSuppressIt(Problem problem) {
        String section = PAGE.substring(PAGE.indexOf("### " + problem.id() + "\n"));

        String kind = switch (problem.kind()) {
            case ERROR -> "Error";
            case NOTE -> "Note";
            default -> "Warning";
        };
        assertThat(section).startsWith("### %s\n\n%s: ".formatted(problem.id(), kind));
    }
}
