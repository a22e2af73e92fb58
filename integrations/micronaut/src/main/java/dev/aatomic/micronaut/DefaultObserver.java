package dev.aatomic.micronaut;

import dev.aatomic.runtime.spi.BlockObserver;

/** A bean where blocks can be observed, for applications without an observer of their own. */
interface DefaultObserver {

    BlockObserver observer();

    /** Which comes first where there are several; the lowest does. */
    int rank();
}
