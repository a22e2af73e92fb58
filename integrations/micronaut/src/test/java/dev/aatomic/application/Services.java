package dev.aatomic.application;

import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Methods with the annotations of Micronaut and of Jakarta, which do what they are given. */
@Singleton
public class Services {

    Services() {}

    @Transactional
    public void required(Runnable work) {
        work.run();
    }

    @jakarta.transaction.Transactional
    public void jakarta(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.NESTED)
    public void nested(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.REQUIRES_NEW)
    public void requiresNew(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.SUPPORTS)
    public void supports(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.MANDATORY)
    public void mandatory(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.NOT_SUPPORTED)
    public void notSupported(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.NEVER)
    public void never(Runnable work) {
        work.run();
    }

    @Transactional(noRollbackFor = IllegalArgumentException.class)
    public void lenient(Runnable work) {
        work.run();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.REQUIRES_NEW, readOnly = true)
    public void readOnly(Runnable work) {
        work.run();
    }

    @Transactional(isolation = TransactionDefinition.Isolation.SERIALIZABLE)
    public void serializable(Runnable work) {
        work.run();
    }

    @Transactional(timeout = 1)
    public void hurried(Runnable work) {
        work.run();
    }

    @Transactional
    public <T> CompletionStage<T> stage(Supplier<CompletionStage<T>> work) {
        return work.get();
    }

    @Transactional(noRollbackFor = IllegalArgumentException.class)
    public <T> CompletionStage<T> lenientStage(Supplier<CompletionStage<T>> work) {
        return work.get();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.NESTED)
    public <T> CompletionStage<T> nestedStage(Supplier<CompletionStage<T>> work) {
        return work.get();
    }

    @Transactional(propagation = TransactionDefinition.Propagation.NEVER)
    public <T> CompletionStage<T> neverStage(Supplier<CompletionStage<T>> work) {
        return work.get();
    }

    @Transactional
    public <T> Mono<T> mono(Supplier<Mono<T>> work) {
        return Mono.defer(work);
    }

    @Connectable
    public <T> T connectable(Supplier<T> work) {
        return work.get();
    }

    @Connectable(propagation = ConnectionDefinition.Propagation.REQUIRES_NEW)
    public void newConnection(Runnable work) {
        work.run();
    }

    @Connectable
    public <T> CompletionStage<T> connectableStage(Supplier<CompletionStage<T>> work) {
        return work.get();
    }
}
