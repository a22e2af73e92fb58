package dev.aatomic.spring.boot;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.OpenBlocks;
import dev.aatomic.runtime.Transactions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Tells who holds connections and who waits, of all the application's transactions: {@code /actuator/aatomic}. */
@Endpoint(id = "aatomic")
public final class AatomicEndpoint {

    private final Supplier<Map<String, Transactions>> transactions;

    /**
     * Tells of these.
     *
     * @param transactions the beans by their names, looked for with each call
     */
    public AatomicEndpoint(Supplier<Map<String, Transactions>> transactions) {
        this.transactions = transactions;
    }

    /**
     * The blocks of all transactions.
     *
     * @return what is written as JSON
     */
    @ReadOperation
    public AatomicDescriptor blocks() {
        Map<String, OpenBlocksDescriptor> all = new TreeMap<>();
        transactions.get().forEach((name, bean) -> all.put(name, OpenBlocksDescriptor.of(bean.blocks())));
        return new AatomicDescriptor(all);
    }

    /**
     * The same as text, one line a block, to be read beside a thread dump.
     *
     * @return lines, each with its end
     */
    @ReadOperation(produces = "text/plain;charset=UTF-8")
    public String text() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(transactions.get())
                .forEach((name, bean) ->
                        text.append("transactions '").append(name).append("'\n").append(bean.blocks()));
        return text.toString();
    }

    /**
     * What is told.
     *
     * @param transactions by the names of their beans
     */
    public record AatomicDescriptor(Map<String, OpenBlocksDescriptor> transactions) implements OperationResponseBody {}

    /**
     * The blocks of one {@code Transactions}.
     *
     * @param databases by their names, in the order in which they were given
     */
    public record OpenBlocksDescriptor(Map<String, DatabaseDescriptor> databases) {

        private static OpenBlocksDescriptor of(OpenBlocks blocks) {
            Map<String, DatabaseDescriptor> databases = new LinkedHashMap<>();
            blocks.databases().forEach(each -> databases.put(each.database(), DatabaseDescriptor.of(each)));
            return new OpenBlocksDescriptor(databases);
        }
    }

    /**
     * The blocks of one database.
     *
     * @param connections how many connections there are
     * @param held how many of them are held
     * @param waiting how many wait for one
     * @param blocks those that hold, longest first; then others that hold none; then the first 100 of those that wait for a connection.
     *     Nested blocks follow the block around them, and have its number
     */
    public record DatabaseDescriptor(int connections, int held, int waiting, List<BlockDescriptor> blocks) {

        /** Thousands may wait, and all for the same. */
        private static final int MOST_WAITING = 100;

        private static DatabaseDescriptor of(DatabaseBlocks blocks) {
            int others = Math.max(0, waiting(blocks) - MOST_WAITING);
            return new DatabaseDescriptor(
                    blocks.connections(),
                    blocks.held(),
                    blocks.waiting(),
                    blocks.blocks().stream()
                            .limit(blocks.blocks().size() - (long) others)
                            .map(BlockDescriptor::of)
                            .toList());
        }

        /** How many of them are listed, which all come last. */
        private static int waiting(DatabaseBlocks blocks) {
            return (int) blocks.blocks().stream()
                    .filter(each -> each.state() == BlockState.WAITING_FOR_CONNECTION)
                    .count();
        }
    }

    /**
     * One block; what is not known is null, and left out of JSON. See {@link BlockEntry}.
     *
     * @param id the number of its outermost block
     * @param name its name
     * @param depth how many blocks are around it
     * @param state the name of its {@link BlockState}
     * @param openMillis how long it has been open
     * @param holdMillis how long it has held its connection
     * @param connection which connection it holds
     * @param enclosed whether it takes part in another library's transaction
     * @param openedAt where it was opened
     * @param operation what is done on its connection
     * @param sql the text of the statement in flight
     * @param waitsFor whom it waits for: a block that was opened in it and waits for a connection of its own; or, while it waits for one
     *     itself, the four who have held theirs for longest
     */
    public record BlockDescriptor(
            long id,
            String name,
            int depth,
            String state,
            @Nullable Long openMillis,
            @Nullable Long holdMillis,
            @Nullable Integer connection,
            boolean enclosed,
            @Nullable String openedAt,
            @Nullable String operation,
            @Nullable String sql,
            List<WaitedForDescriptor> waitsFor) {

        private static final int MOST_WAITED_FOR = 4;

        private static BlockDescriptor of(BlockEntry entry) {
            return new BlockDescriptor(
                    entry.id(),
                    entry.name(),
                    entry.depth(),
                    entry.state().name(),
                    millis(entry.openNanos()),
                    millis(entry.holdNanos()),
                    entry.connection().isPresent() ? entry.connection().getAsInt() : null,
                    entry.enclosed(),
                    entry.openedAt().orElse(null),
                    entry.operation().orElse(null),
                    entry.sql().orElse(null),
                    entry.waitsFor().stream()
                            .limit(MOST_WAITED_FOR)
                            .map(each -> new WaitedForDescriptor(each.id(), each.name()))
                            .toList());
        }

        private static @Nullable Long millis(OptionalLong nanos) {
            return nanos.isPresent() ? TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()) : null;
        }
    }

    /**
     * A block that another one waits for.
     *
     * @param id the number of its outermost block
     * @param name its name
     */
    public record WaitedForDescriptor(long id, String name) {}
}
