package dev.aatomic.runtime.support;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A block on which faults are tried out. Each writes 1 first, if it writes.
 *
 * @param name what it does
 * @param ending what becomes of it without a fault
 * @param rows what its commit leaves in the table {@code entry}, but for its hooks
 * @param hookRows what its hooks leave there
 * @param body starts it
 * @param planned what its driver does wrong without the fault
 * @param reading what the table's verdict means here, where the block's code does not let the failure through
 * @param waitedFor the calls for which nobody has set a limit: if they hang, they are waited for
 * @param patience how many times the usual time it needs
 */
public record FaultProgram(
        String name,
        Verdict ending,
        List<Integer> rows,
        List<Integer> hookRows,
        Body body,
        Function<FaultRun, JdbcFault> planned,
        Function<FaultHit, Verdict> reading,
        Predicate<FaultHit> waitedFor,
        int patience) {

    /** Starts a block. */
    @FunctionalInterface
    public interface Body {
        CompletableFuture<?> start(FaultRun run);
    }

    static FaultProgram of(String name, String ending, List<Integer> rows, Body body) {
        return new FaultProgram(
                name,
                Verdict.of(ending),
                rows,
                List.of(),
                body,
                run -> JdbcFault.NONE,
                FaultHit::table,
                hit -> false,
                1);
    }

    FaultProgram withHookRows(Integer... ofHooks) {
        return new FaultProgram(name, ending, rows, List.of(ofHooks), body, planned, reading, waitedFor, patience);
    }

    FaultProgram withPlanned(Function<FaultRun, JdbcFault> newPlanned) {
        return new FaultProgram(name, ending, rows, hookRows, body, newPlanned, reading, waitedFor, patience);
    }

    FaultProgram withReading(Function<FaultHit, Verdict> newReading) {
        return new FaultProgram(name, ending, rows, hookRows, body, planned, newReading, waitedFor, patience);
    }

    FaultProgram withWaitedFor(Predicate<FaultHit> calls) {
        return new FaultProgram(name, ending, rows, hookRows, body, planned, reading, calls, patience);
    }

    FaultProgram withPatience(int times) {
        return new FaultProgram(name, ending, rows, hookRows, body, planned, reading, waitedFor, times);
    }

    /** What becomes of the block with the fault. */
    public Verdict verdict(FaultHit hit) {
        Verdict read = reading.apply(hit);
        return read.isAsWithoutFault() ? ending : read;
    }

    @Override
    public String toString() {
        return name;
    }
}
