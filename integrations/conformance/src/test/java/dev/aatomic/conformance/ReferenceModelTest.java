package dev.aatomic.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.conformance.model.ReferenceModel;
import dev.aatomic.conformance.model.Rules;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference model agrees with every recorded outcome. */
@Tag("django")
class ReferenceModelTest {

    static Stream<Program> programs() throws IOException {
        return Programs.read().stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void agreesWithDjango(Program program) {
        assertThat(ReferenceModel.predict(program.body(), Rules.DJANGO).outcome())
                .isEqualTo(program.outcome());
    }

    /** So none of them tells Django and this library's rules D2 and D4 apart, and Django's mode must reproduce them all. */
    @ParameterizedTest
    @MethodSource("programs")
    @DisabledIf("dev.aatomic.conformance.Programs#isFolderGiven")
    void predictsTheSameForThisLibraryInDjangosMode(Program program) {
        assertThat(ReferenceModel.predict(program.body(), Rules.SILENT_ROLLBACK).outcome())
                .isEqualTo(program.outcome());
        assertThat(ReferenceModel.predict(program.body(), Rules.SILENT_ROLLBACK.withoutAbortOnError())
                        .outcome())
                .isEqualTo(program.outcome());
    }
}
