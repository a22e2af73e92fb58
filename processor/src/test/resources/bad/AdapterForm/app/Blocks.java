package app;

import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.List;
import java.util.concurrent.CompletionStage;

public class Blocks {
    public interface Task<T> {}

    public interface Done {}

    public static class NotStatic {
        @ReturnTypeAdapter
        public <T> Task<T> task(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }

    public static class Private {
        @ReturnTypeAdapter
        private static <T> Task<T> task(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }

    private static class Hidden {
        @ReturnTypeAdapter
        public static <T> Task<T> task(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }

    public static class Returns {
        @ReturnTypeAdapter
        public static void nothing(Atomic atomic, CheckedSupplier<?, ?> body) {}

        @ReturnTypeAdapter
        public static <T> CompletionStage<T> stage(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T> T variable(Atomic atomic, CheckedSupplier<? extends T, ?> body) {
            return null;
        }
    }

    public static class Signatures {
        @ReturnTypeAdapter
        public static <T> Task<T> order(CheckedSupplier<? extends Task<? extends T>, ?> body, Atomic atomic) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T> Task<T> wildcard(Atomic atomic, CheckedSupplier<? extends Task<T>, ?> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T> List<T> other(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T extends Number> Task<T> bound(
                Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static Task<String> fixed(Atomic atomic, CheckedSupplier<? extends Task<? extends String>, ?> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T> Task<T> exception(
                Atomic atomic, CheckedSupplier<? extends Task<? extends T>, RuntimeException> body) {
            return null;
        }

        @ReturnTypeAdapter
        public static <T> Task<T> checked(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body)
                throws java.io.IOException {
            return null;
        }

        @ReturnTypeAdapter
        public static Done few(Atomic atomic) {
            return null;
        }
    }

    @dev.aatomic.Aatomic
    @dev.aatomic.AdaptedBy(Hidden.class) // ! AdapterForm 34
    interface Nested {
        void nothing();
    }
}
