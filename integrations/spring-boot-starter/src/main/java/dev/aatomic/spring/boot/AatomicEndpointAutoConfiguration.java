package dev.aatomic.spring.boot;

import dev.aatomic.runtime.Transactions;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint that tells who holds connections and who waits, where it is exposed. */
@AutoConfiguration(after = AatomicAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Transactions.class)
@ConditionalOnAvailableEndpoint(AatomicEndpoint.class)
public final class AatomicEndpointAutoConfiguration {

    AatomicEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    AatomicEndpoint aatomicEndpoint(ListableBeanFactory beans) {
        return new AatomicEndpoint(all(beans));
    }

    private static Supplier<Map<String, Transactions>> all(ListableBeanFactory beans) {
        return () -> beans.getBeansOfType(Transactions.class, true, false);
    }
}
