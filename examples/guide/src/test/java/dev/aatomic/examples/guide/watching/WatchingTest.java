package dev.aatomic.examples.guide.watching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import java.lang.System.Logger;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchingTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final List<String> logged = new CopyOnWriteArrayList<>();

    @Test
    void listenerIsToldOfARollback() {
        try (Transactions transactions = Watched.open(database.dataSource(), new Logged(logged))) {
            assertThatThrownBy(() -> transactions.atomic().named("Orders.place").run(() -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            transactions.atomic().run(() -> {});

            assertThat(Counts.counts(transactions)).isEqualTo("0 wait, 1 committed, 0 retried");
        }
        assertThat(logged).containsExactly("Orders.place was rolled back: no");
    }

    /** Keeps what is logged. */
    private record Logged(List<String> lines) implements Logger {

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message + ": " + thrown.getMessage());
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
            lines.add(format);
        }
    }
}
