package dev.aatomic.spring.boot;

import dev.aatomic.micrometer.BlockObservationConvention;
import dev.aatomic.micrometer.MicrometerBlockObserver;
import dev.aatomic.runtime.spi.BlockObserver;
import io.micrometer.observation.ObservationRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** An observation of each block, where there is a registry for them. */
@AutoConfiguration(
        before = AatomicAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ObservationRegistry.class, DataSource.class})
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "aatomic.observe-blocks", matchIfMissing = true)
public final class AatomicObservationAutoConfiguration {

    AatomicObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(BlockObserver.class)
    MicrometerBlockObserver aatomicBlockObserver(
            ObservationRegistry registry, ObjectProvider<BlockObservationConvention> convention) {
        return new MicrometerBlockObserver(registry, convention.getIfAvailable());
    }
}
