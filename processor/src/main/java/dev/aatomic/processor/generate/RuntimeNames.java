package dev.aatomic.processor.generate;

import com.palantir.javapoet.ClassName;

/** The runtime's classes that generated code uses, by name: the processor does not depend on the runtime. */
public final class RuntimeNames {

    /** The transactions of an application. */
    public static final ClassName TRANSACTIONS = ClassName.get("dev.aatomic.runtime", "Transactions");

    /** A block. */
    public static final ClassName ATOMIC = ClassName.get("dev.aatomic.runtime", "Atomic");

    /** The body of a block with a value. */
    static final ClassName CHECKED_SUPPLIER = ClassName.get("dev.aatomic.runtime", "CheckedSupplier");

    /** The body of a block without a value. */
    static final ClassName CHECKED_RUNNABLE = ClassName.get("dev.aatomic.runtime", "CheckedRunnable");

    private RuntimeNames() {}
}
