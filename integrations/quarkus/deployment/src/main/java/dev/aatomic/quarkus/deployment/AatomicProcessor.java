package dev.aatomic.quarkus.deployment;

import dev.aatomic.jta.JtaTransactions;
import dev.aatomic.quarkus.AatomicBuildTimeConfiguration;
import dev.aatomic.quarkus.AatomicRecorder;
import dev.aatomic.quarkus.TransactionsBuilderCustomizer;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.arc.All;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.metrics.MetricsCapabilityBuildItem;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;

/** Makes the beans of an application. Quarkus calls it, and nobody else. */
@BuildSteps(onlyIf = AatomicProcessor.IsEnabled.class)
public class AatomicProcessor {

    /** For Quarkus. */
    public AatomicProcessor() {}

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("aatomic");
    }

    @BuildStep
    AdditionalBeanBuildItem lifecycle() {
        return AdditionalBeanBuildItem.unremovableOf("dev.aatomic.quarkus.TransactionsLifecycle");
    }

    /** The transactions, unless the application has a bean of that type, or no data source. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void transactions(
            AatomicRecorder recorder,
            List<JdbcDataSourceBuildItem> dataSources,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        if (dataSources.isEmpty()) {
            return;
        }
        // The same sources give the same application.
        List<String> names = dataSources.stream()
                .map(JdbcDataSourceBuildItem::getName)
                .sorted()
                .toList();
        beans.produce(SyntheticBeanBuildItem.configure(Transactions.class)
                .scope(Singleton.class)
                .defaultBean()
                .unremovable()
                .setRuntimeInit()
                .addInjectionPoint(parameterized(Instance.class, EnclosingTransactions.class))
                .addInjectionPoint(parameterized(Instance.class, BlockObserver.class))
                .addInjectionPoint(listOf(TransactionListener.class), all())
                .addInjectionPoint(listOf(DialectProvider.class), all())
                .addInjectionPoint(listOf(TransactionsBuilderCustomizer.class), all())
                .checkActive(recorder.isActive(names))
                .createWith(recorder.transactions(names))
                .done());
    }

    /** The JTA transactions in which blocks take part, where there are such transactions. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void jtaTransactions(
            AatomicRecorder recorder,
            Capabilities capabilities,
            List<JdbcDataSourceBuildItem> dataSources,
            BuildProducer<SyntheticBeanBuildItem> beans,
            BuildProducer<AdditionalBeanBuildItem> additionalBeans) {
        if (!capabilities.isPresent(Capability.TRANSACTIONS)) {
            return;
        }
        List<String> enlisted = dataSources.stream()
                .filter(JdbcDataSourceBuildItem::isTransactionIntegrationEnabled)
                .map(JdbcDataSourceBuildItem::getName)
                .sorted()
                .toList();
        beans.produce(SyntheticBeanBuildItem.configure(JtaTransactions.class)
                .addType(EnclosingTransactions.class)
                .scope(Singleton.class)
                .defaultBean()
                .unremovable()
                .setRuntimeInit()
                .addInjectionPoint(ClassType.create(TransactionManager.class))
                .addInjectionPoint(ClassType.create(TransactionSynchronizationRegistry.class))
                .createWith(recorder.jtaTransactions(enlisted))
                .done());
        additionalBeans.produce(AdditionalBeanBuildItem.builder()
                .addBeanClasses(
                        "dev.aatomic.quarkus.JtaBegin",
                        "dev.aatomic.quarkus.JtaEndRequiredInterceptor",
                        "dev.aatomic.quarkus.JtaEndRequiresNewInterceptor")
                .setUnremovable()
                .build());
    }

    @BuildStep
    void health(
            Capabilities capabilities,
            AatomicBuildTimeConfiguration configuration,
            BuildProducer<HealthBuildItem> checks) {
        if (capabilities.isPresent(Capability.SMALLRYE_HEALTH)) {
            checks.produce(
                    new HealthBuildItem("dev.aatomic.quarkus.TransactionsHealthCheck", configuration.healthEnabled()));
        }
    }

    /** The meters, if the application has Micrometer, and the module that knows them. */
    @BuildStep
    void meters(Optional<MetricsCapabilityBuildItem> metrics, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (metrics.isPresent()
                && metrics.get().metricsSupported(MetricsFactory.MICROMETER)
                && QuarkusClassLoader.isClassPresentAtRuntime("dev.aatomic.micrometer.TransactionsMeterBinder")) {
            beans.produce(AdditionalBeanBuildItem.builder()
                    .addBeanClasses("dev.aatomic.quarkus.TransactionsMeters", "dev.aatomic.quarkus.MetersCustomizer")
                    .setUnremovable()
                    .build());
        }
    }

    /** A span of each block, if the application has OpenTelemetry, and the module that knows it. */
    @BuildStep
    void spans(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.OPENTELEMETRY_TRACER)
                && QuarkusClassLoader.isClassPresentAtRuntime("dev.aatomic.opentelemetry.OpenTelemetryBlockObserver")) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf("dev.aatomic.quarkus.SpansCustomizer"));
        }
    }

    private static Type listOf(Class<?> type) {
        return parameterized(List.class, type);
    }

    private static Type parameterized(Class<?> type, Class<?> argument) {
        return ParameterizedType.create(type, ClassType.create(argument));
    }

    private static AnnotationInstance all() {
        return AnnotationInstance.builder(All.class).build();
    }

    /** Whether any of this is wanted. */
    static final class IsEnabled implements BooleanSupplier {

        private final AatomicBuildTimeConfiguration configuration;

        IsEnabled(AatomicBuildTimeConfiguration configuration) {
            this.configuration = configuration;
        }

        @Override
        public boolean getAsBoolean() {
            return configuration.enabled();
        }
    }
}
