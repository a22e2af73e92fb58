package dev.aatomic.quarkus;

import dev.aatomic.jta.JtaTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import io.quarkus.agroal.runtime.AgroalDataSourceUtil;
import io.quarkus.arc.ActiveResult;
import io.quarkus.arc.All;
import io.quarkus.arc.SyntheticCreationalContext;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What Quarkus calls as it starts. Not for applications to call. */
@Recorder
public class AatomicRecorder {

    private final RuntimeValue<AatomicConfiguration> configuration;

    /**
     * For Quarkus.
     *
     * @param configuration known once the application starts
     */
    public AatomicRecorder(RuntimeValue<AatomicConfiguration> configuration) {
        this.configuration = configuration;
    }

    /**
     * Says whether there can be transactions: not where no data source is active.
     *
     * @param names of all data sources
     * @return asked when the application starts
     */
    public Supplier<ActiveResult> isActive(List<String> names) {
        return () -> {
            ActiveResult inactive = ActiveResult.inactive("There is no JDBC data source");
            for (String name : names) {
                ActiveResult dataSource = AgroalDataSourceUtil.dataSourceInstance(name)
                        .getHandle()
                        .getBean()
                        .checkActive();
                if (dataSource.value()) {
                    return dataSource;
                }
                inactive = ActiveResult.inactive("None of the JDBC data sources " + names + " is active", dataSource);
            }
            return inactive;
        };
    }

    /**
     * Makes the application's transactions.
     *
     * @param names of all data sources
     * @return called once, when the application starts
     */
    public Function<SyntheticCreationalContext<Transactions>, Transactions> transactions(List<String> names) {
        return context -> {
            Transactions.Builder builder = Transactions.builder();
            Databases.of(names, active(names), configuration.getValue()).addTo(builder);
            new TransactionsFactory(configuration.getValue()).configure(builder);
            Instance<EnclosingTransactions> enclosing = context.getInjectedReference(new TypeLiteral<>() {});
            if (enclosing.isResolvable()) {
                builder.enclosing(enclosing.get());
            }
            Instance<BlockObserver> observer = context.getInjectedReference(new TypeLiteral<>() {});
            if (!observer.isUnsatisfied()) {
                builder.observer(observer.get());
            }
            all(context, new TypeLiteral<List<TransactionListener>>() {}).forEach(builder::listener);
            all(context, new TypeLiteral<List<DialectProvider>>() {}).forEach(builder::dialects);
            all(context, new TypeLiteral<List<TransactionsBuilderCustomizer>>() {})
                    .forEach(customizer -> customizer.customize(builder));
            return builder.build();
        };
    }

    /**
     * Makes the JTA transactions in which blocks take part.
     *
     * @param names of the data sources whose connections are enlisted in them
     * @return called once, when the application starts
     */
    public Function<SyntheticCreationalContext<JtaTransactions>, JtaTransactions> jtaTransactions(List<String> names) {
        return context -> new JtaTransactions(
                context.getInjectedReference(TransactionManager.class),
                context.getInjectedReference(TransactionSynchronizationRegistry.class),
                Databases.included(active(names), configuration.getValue()));
    }

    /** Not by injection, which fails for one that is not active. */
    private static Map<String, DataSource> active(List<String> names) {
        Map<String, DataSource> active = new HashMap<>();
        for (String name : names) {
            AgroalDataSourceUtil.dataSourceIfActive(name).ifPresent(dataSource -> active.put(name, dataSource));
        }
        return active;
    }

    private static <T> List<T> all(SyntheticCreationalContext<Transactions> context, TypeLiteral<List<T>> type) {
        return context.getInjectedReference(type, All.Literal.INSTANCE);
    }
}
