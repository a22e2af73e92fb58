package dev.aatomic.processor.declaration;

/** What a transactional method gives back, which decides when its block ends. */
public enum ReturnShape {

    /** Nothing: the block ends when the method returns. */
    VOID,

    /** A value: the block ends when the method returns. */
    VALUE,

    /** A {@code CompletionStage} or {@code CompletableFuture}: the block ends when it completes. */
    STAGE,

    /** Something asynchronous whose end the processor cannot wait for. */
    UNSUPPORTED
}
