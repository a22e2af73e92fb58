package dev.aatomic.micronaut;

import dev.aatomic.runtime.event.TransactionListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bean where meters are read. */
interface MeterPresence {

    /**
     * Meters of the blocks of each name.
     *
     * @param listeners of the application
     * @return null if there are such meters among its listeners
     */
    @Nullable
    TransactionListener blockMeters(List<TransactionListener> listeners);
}
