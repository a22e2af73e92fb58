package app;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Runs the transactional methods of {@link Outer.Reports}, each in a block of its own.
 *
 * <p>A bean, which Spring injects for {@link Outer.Reports}. It wraps the one bean of that type which is marked with
 * {@link AatomicDelegate}; if none is, Spring reports {@code NoSuchBeanDefinitionException}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Service("reports")
@Primary
class Outer_ReportsAatomic implements Outer.Reports {
    private final Outer.Reports delegate;
    private final Atomic report;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_ReportsAatomic(@AatomicDelegate Outer.Reports delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.report = transactions.atomic().named("Outer.Reports.report");
    }

    @Override
    public void report() {
        report.run(() -> delegate.report());
    }
}
