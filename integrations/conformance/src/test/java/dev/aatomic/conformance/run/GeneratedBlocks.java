package dev.aatomic.conformance.run;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the wrappers of {@link PlainBlocks}, by database. */
final class GeneratedBlocks {

    private GeneratedBlocks() {}

    static Map<String, Blocks> of(Transactions transactions) {
        return Map.of(
                "default", new Wrapper(new PlainBlocks(), transactions, "default"),
                "other", new Wrapper(new PlainBlocks(), transactions, "other"));
    }

    /** The shape of the generated class, written by hand. */
    private record Wrapper(Blocks delegate, Transactions transactions, String using) implements Blocks {

        private Atomic atomic(boolean savepoint, boolean durable) {
            return transactions.atomic().using(using).savepoint(savepoint).durable(durable);
        }

        @Override
        public CompletionStage<Ticket> savepointStage(StageBody body, Ticket ticket) {
            return atomic(true, false).getStageAsync(() -> delegate.savepointStage(body, ticket));
        }

        @Override
        public CompletableFuture<Ticket> savepointFuture(StageBody body, Ticket ticket) {
            return atomic(true, false).getStageAsync(() -> delegate.savepointFuture(body, ticket));
        }

        @Override
        public Ticket savepointValue(BlockingBody body, Ticket ticket) throws Exception {
            return atomic(true, false).<Ticket, Exception>get(() -> delegate.savepointValue(body, ticket));
        }

        @Override
        public void savepointVoid(BlockingBody body) throws Exception {
            atomic(true, false).<Exception>run(() -> delegate.savepointVoid(body));
        }

        @Override
        public CompletionStage<Ticket> mergedStage(StageBody body, Ticket ticket) {
            return atomic(false, false).getStageAsync(() -> delegate.mergedStage(body, ticket));
        }

        @Override
        public CompletableFuture<Ticket> mergedFuture(StageBody body, Ticket ticket) {
            return atomic(false, false).getStageAsync(() -> delegate.mergedFuture(body, ticket));
        }

        @Override
        public Ticket mergedValue(BlockingBody body, Ticket ticket) throws Exception {
            return atomic(false, false).<Ticket, Exception>get(() -> delegate.mergedValue(body, ticket));
        }

        @Override
        public void mergedVoid(BlockingBody body) throws Exception {
            atomic(false, false).<Exception>run(() -> delegate.mergedVoid(body));
        }

        @Override
        public CompletionStage<Ticket> durableStage(StageBody body, Ticket ticket) {
            return atomic(true, true).getStageAsync(() -> delegate.durableStage(body, ticket));
        }

        @Override
        public CompletableFuture<Ticket> durableFuture(StageBody body, Ticket ticket) {
            return atomic(true, true).getStageAsync(() -> delegate.durableFuture(body, ticket));
        }

        @Override
        public Ticket durableValue(BlockingBody body, Ticket ticket) throws Exception {
            return atomic(true, true).<Ticket, Exception>get(() -> delegate.durableValue(body, ticket));
        }

        @Override
        public void durableVoid(BlockingBody body) throws Exception {
            atomic(true, true).<Exception>run(() -> delegate.durableVoid(body));
        }

        @Override
        public CompletionStage<Ticket> durableMergedStage(StageBody body, Ticket ticket) {
            return atomic(false, true).getStageAsync(() -> delegate.durableMergedStage(body, ticket));
        }

        @Override
        public CompletableFuture<Ticket> durableMergedFuture(StageBody body, Ticket ticket) {
            return atomic(false, true).getStageAsync(() -> delegate.durableMergedFuture(body, ticket));
        }

        @Override
        public Ticket durableMergedValue(BlockingBody body, Ticket ticket) throws Exception {
            return atomic(false, true).<Ticket, Exception>get(() -> delegate.durableMergedValue(body, ticket));
        }

        @Override
        public void durableMergedVoid(BlockingBody body) throws Exception {
            atomic(false, true).<Exception>run(() -> delegate.durableMergedVoid(body));
        }
    }
}
