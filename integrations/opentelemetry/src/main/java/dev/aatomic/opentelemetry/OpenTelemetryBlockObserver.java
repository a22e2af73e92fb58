package dev.aatomic.opentelemetry;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.OpenedBlock;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A span for each block. Given to {@code Transactions.builder().observer(…)}. Where Micrometer's observations are, use {@code
 * MicrometerBlockObserver} of {@code aatomic-micrometer} instead, not both.
 *
 * <p>A span begins where its block is opened and ends before the block's caller is told, its hooks included. Its parent is the span that was
 * current on the opening thread, also for the later attempts of a retry, each of which has a span of its own. The context with it is
 * current in the block's body, steps, continuations and hooks, so that what is traced there is inside it, nested blocks too.
 *
 * <p>It is an internal span with the block's name and the attributes {@code db.namespace}, the name of the block's database as the builder
 * was given it, {@code db.system.name}, {@code aatomic.depth}, {@code aatomic.attempt}, {@code aatomic.outcome}, which is {@code
 * committed}, {@code rolled_back} or {@code unknown}, and {@code error.type} if its caller gets a failure. Its events are {@code waiting},
 * for a connection, {@code nested}, as a block is opened inside, and {@code retried}, at the beginning of an attempt that follows another.
 *
 * <p>Safe for use by many threads.
 */
public final class OpenTelemetryBlockObserver implements BlockObserver {

    private static final String SCOPE = "dev.aatomic";
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("db.namespace");
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("aatomic.outcome");
    private static final AttributeKey<Long> DEPTH = AttributeKey.longKey("aatomic.depth");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("aatomic.attempt");

    private final Tracer tracer;

    /**
     * Spans of a tracer with the name {@code dev.aatomic}.
     *
     * @param openTelemetry gives the tracer
     */
    public OpenTelemetryBlockObserver(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer(SCOPE);
    }

    @Override
    public BlockObservation opened(OpenedBlock block) {
        Observed around = (Observed) block.around();
        Observed previous = (Observed) block.previousAttempt();
        Context parent = parent(around, previous);
        Span span = tracer.spanBuilder(block.name())
                .setParent(parent)
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute(NAMESPACE, block.database())
                .setAttribute(DEPTH, (long) block.depth())
                .setAttribute(ATTEMPT, (long) block.attempt())
                .startSpan();
        if (previous != null) {
            span.addEvent("retried");
        }
        if (around != null && block.depth() > 0) {
            around.span.addEvent("nested");
        }
        return new Observed(block, parent, span, parent.with(span));
    }

    private static Context parent(@Nullable Observed around, @Nullable Observed previous) {
        if (previous != null) {
            // This thread is none of the caller's.
            return previous.parent;
        }
        Context current = Context.current();
        return around != null && Span.fromContextOrNull(current) == null ? around.context : current;
    }

    private record Observed(OpenedBlock block, Context parent, Span span, Context context) implements BlockObservation {

        @Override
        public Current makeCurrent() {
            return context.makeCurrent()::close;
        }

        @Override
        public void waiting() {
            span.addEvent("waiting");
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            span.setAttribute(OUTCOME, outcome.name().toLowerCase(Locale.ROOT));
            String system = block.databaseSystem();
            if (system != null) {
                span.setAttribute(SYSTEM, system);
            }
            if (failure != null) {
                span.setAttribute(ERROR, failure.getClass().getName());
                span.setStatus(StatusCode.ERROR);
                span.recordException(failure);
            }
            span.end();
        }
    }
}
