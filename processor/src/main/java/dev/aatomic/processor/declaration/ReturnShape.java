package dev.aatomic.processor.declaration;

/** What a transactional method gives back, which decides when its block ends. */
public enum ReturnShape {

    /** Nothing: the block ends when the method returns. */
    VOID,

    /** A value: the block ends when the method returns. */
    VALUE,

    /** A {@code CompletionStage} or {@code CompletableFuture}: the block ends when it completes. */
    STAGE,

    /** A type that has an adapter, which ends the block when what is returned ends. */
    ADAPTED,

    /** A suspend function of Kotlin, which returns nothing to Java: the block ends when its continuation is to go on. */
    SUSPENDED,

    /** Something asynchronous whose end the processor cannot wait for. */
    UNSUPPORTED;

    /**
     * Whether the method returns before its block ends, so that a failure arrives through what it returns.
     *
     * @return true for what is asynchronous
     */
    public boolean isAsynchronous() {
        return this == STAGE || this == ADAPTED || this == SUSPENDED;
    }
}
