package app;

import dev.aatomic.Aatomic;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Aatomic
@dev.aatomic.AdaptedBy(Declared.TaskBlocks.class)
interface Declared {
    CompletionStage<String> one() throws IOException; // ! CheckedOnStage 29

    CompletableFuture<String> two() throws SQLException, IOException, IllegalStateException; // ! CheckedOnStage 31 // ! CheckedOnStage 31

    CompletionStage<String> unchecked() throws IllegalStateException, AssertionError;

    String value() throws IOException;

    @SuppressWarnings("aatomic:CheckedOnStage")
    CompletionStage<String> known() throws IOException;

    Task<String> three() throws IOException; // ! CheckedOnStage 18

    interface Task<T> {}

    class TaskBlocks {
        @dev.aatomic.ReturnTypeAdapter
        static <T> Task<T> task(
                dev.aatomic.runtime.Atomic atomic,
                dev.aatomic.runtime.CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }
}
