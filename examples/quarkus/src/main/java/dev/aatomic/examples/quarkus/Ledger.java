package dev.aatomic.examples.quarkus;

import java.util.concurrent.CompletionStage;

/** Remembers what happened. */
public interface Ledger {

    /** Writes a line. */
    CompletionStage<Void> write(String line);
}
