package dev.aatomic.reactive;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.aatomic.conformance.Conformance;
import dev.aatomic.conformance.run.Server;
import dev.aatomic.conformance.run.Way;
import dev.aatomic.reactive.generated.GeneratedBlocks;
import dev.aatomic.runtime.support.subscribed.FlowPublisherType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** {@linkplain Conformance Django's programs}, all blocks of which are opened through a type that has to be subscribed to. */
@Tag("django")
@TestInstance(Lifecycle.PER_CLASS)
final class ReactiveConformanceTest {

    private final Conformance conformance = new Conformance();

    @AfterAll
    void close() throws IOException, SQLException {
        conformance.close();
    }

    @TestFactory
    Stream<DynamicTest> programsDoWhatTheyMust() {
        List<Way> ways = Stream.of(
                        Stream.of(FlowPublisherType.values()).map(Way::subscribed),
                        SampledTypes.byAdapter().map(Way::subscribed),
                        SampledTypes.generated().map(ReactiveConformanceTest::generated))
                .flatMap(some -> some)
                .toList();
        return conformance.combinations(List.of(Server.H2, Server.POSTGRESQL), ways).stream()
                .map(combination -> dynamicTest(combination.toString(), () -> conformance.run(combination)));
    }

    private static Way generated(ReactiveType type) {
        return Way.subscribed("generated " + type, transactions -> {
            GeneratedBlocks blocks = new GeneratedBlocks(transactions);
            return (block, body) -> type.open(blocks.of(block), body);
        });
    }
}
