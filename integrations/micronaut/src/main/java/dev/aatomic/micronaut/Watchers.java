package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.BlockObserver;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of blocks: beans of the application, and what its meters and spans need. */
@Singleton
final class Watchers {

    private final List<TransactionListener> listeners;
    private final @Nullable BlockObserver observer;
    private final List<DefaultObserver> defaults;
    private final @Nullable MeterPresence meters;

    Watchers(
            List<TransactionListener> listeners,
            @Nullable BlockObserver observer,
            List<DefaultObserver> defaults,
            @Nullable MeterPresence meters) {
        this.listeners = listeners;
        this.observer = observer;
        this.defaults = defaults;
        this.meters = meters;
    }

    void addTo(Transactions.Builder builder, AatomicProperties properties) {
        Boolean recordMetrics = properties.getRecordMetrics();
        boolean recordsTimes = recordMetrics != null ? recordMetrics : meters != null;
        builder.recordMetrics(recordsTimes);
        listeners.forEach(builder::listener);
        if (meters != null && recordsTimes && properties.isRecordBlockMetrics()) {
            TransactionListener blockMeters = meters.blockMeters(listeners);
            if (blockMeters != null) {
                builder.listener(blockMeters);
            }
        }
        if (observer != null) {
            builder.observer(observer);
        } else if (properties.isObserveBlocks()) {
            defaults.stream()
                    .min(Comparator.comparingInt(DefaultObserver::rank))
                    .ifPresent(first -> builder.observer(first.observer()));
        }
    }
}
