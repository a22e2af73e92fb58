package dev.aatomic.examples.guide.failures;

// tag::first[]
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

final class Checkout {

    /** Answers what a web page says of an order that somebody has placed. */
    static CompletionStage<String> told(CompletionStage<?> block) {
        return block.handle((value, failure) -> failure == null ? "placed" : told(failure));
    }

    private static String told(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Outcome outcome = cause instanceof TransactionException own ? own.outcome() : Outcome.ROLLED_BACK;
        return switch (outcome) {
            case COMMITTED -> "placed"; // a hook failed
            case ROLLED_BACK -> "not placed, please try again";
            case UNKNOWN -> "we do not know yet, and will write to you";
        };
    }
}
// end::first[]
