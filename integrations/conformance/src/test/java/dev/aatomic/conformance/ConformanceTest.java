package dev.aatomic.conformance;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.aatomic.conformance.run.Combination;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** {@linkplain Conformance Every program does what it must}, in every combination of server, mode, entrance and style. */
@Tag("django")
@TestInstance(Lifecycle.PER_CLASS)
class ConformanceTest {

    private final Conformance conformance = new Conformance();

    @AfterAll
    void close() throws IOException, SQLException {
        conformance.close();
    }

    @TestFactory
    Stream<DynamicTest> programsDoWhatTheyMust() {
        return Combination.all().stream()
                .map(combination -> dynamicTest(combination.toString(), () -> conformance.run(combination)));
    }
}
