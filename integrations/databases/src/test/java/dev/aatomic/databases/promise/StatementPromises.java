package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done with statements in a block. */
public interface StatementPromises extends OnDatabase {

    int MANY = 500;

    @Test
    @Shows(Promise.GENERATED_KEYS)
    default void generatedKeysAreTold() {
        Fixture on = fixture();

        List<Integer> keys = on.atomic().get(() -> on.steps().insertKeyed(7, 8).join());

        assertThat(on.database().integers("select id from keyed order by v")).isEqualTo(keys);
    }

    @Test
    @Shows(Promise.BATCH)
    default void batchIsPartOfItsBlock() {
        Fixture on = fixture();

        on.atomic().run(() -> on.steps().insertAll(1, 2, 3).join());
        assertThat(on.rows()).containsExactly(1, 2, 3);

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(4).join();
            on.steps().insertAll(5, 1, 6).join();
        }));
        assertThat(told).isInstanceOf(on.steps().refusal());
        assertThat(on.rows()).containsExactly(1, 2, 3);
    }

    @Test
    @Shows(Promise.STREAM)
    default void streamedResultIsReadAndMayBeLeftHalfRead() {
        try (Fixture on = fixture().withOneConnection()) {
            on.atomic()
                    .run(() -> on.steps()
                            .insertAll(IntStream.range(0, MANY).toArray())
                            .join());

            int fetchSize = on.database().fetchSize();
            int sum = on.atomic().get(() -> on.steps().sum(fetchSize).join());
            assertThat(sum).isEqualTo(MANY * (MANY - 1) / 2);

            on.atomic().run(() -> {
                on.steps().delete(3).join();
                on.steps().readOne(fetchSize).join();
            });
            assertThat(on.rows()).hasSize(MANY - 1);
            on.assertUsable();
        }
    }

    @Test
    @Shows(Promise.LEFT_OPEN)
    default void statementsLeftOpenEndWithTheirBlock() {
        try (Fixture on = fixture().withOneConnection()) {
            Callable<Boolean> next = on.atomic().get(() -> {
                on.insert(1).join();
                on.insert(2).join();
                return on.steps().readOne(0).join();
            });

            assertThat(Thrown.by(next::call)).isInstanceOf(on.steps().refusal());
            assertThat(on.rows()).containsExactly(1, 2);
            on.assertUsable();
        }
    }
}
