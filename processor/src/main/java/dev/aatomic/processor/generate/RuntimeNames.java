package dev.aatomic.processor.generate;

import com.palantir.javapoet.ClassName;

/** The classes of ours that generated code uses, by name: the processor does not depend on them. */
public final class RuntimeNames {

    /** The transactions of an application. */
    public static final ClassName TRANSACTIONS = ClassName.get("dev.aatomic.runtime", "Transactions");

    /** A block. */
    public static final ClassName ATOMIC = ClassName.get("dev.aatomic.runtime", "Atomic");

    /** When a block runs again. */
    static final ClassName RETRY_POLICY = ClassName.get("dev.aatomic.runtime", "RetryPolicy");

    /** What a block does about an open one. */
    static final ClassName PROPAGATION = ClassName.get("dev.aatomic", "Propagation");

    /** The isolation of a transaction. */
    static final ClassName ISOLATION = ClassName.get("dev.aatomic", "Isolation");

    /** When a block takes its connection. */
    static final ClassName CONNECTION_ACQUISITION = ClassName.get("dev.aatomic", "ConnectionAcquisition");

    /** The body of a block with a value. */
    static final ClassName CHECKED_SUPPLIER = ClassName.get("dev.aatomic.runtime", "CheckedSupplier");

    /** The body of a block without a value. */
    static final ClassName CHECKED_RUNNABLE = ClassName.get("dev.aatomic.runtime", "CheckedRunnable");

    private RuntimeNames() {}
}
