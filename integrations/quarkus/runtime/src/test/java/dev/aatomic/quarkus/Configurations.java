package dev.aatomic.quarkus;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Configurations as Quarkus reads them from an application's properties. */
final class Configurations {

    private Configurations() {}

    /**
     * Reads properties.
     *
     * @param properties each as {@code key=value}, without {@code quarkus.aatomic.}
     */
    static AatomicConfiguration of(String... properties) {
        Map<String, String> values = new HashMap<>();
        for (String property : properties) {
            int end = property.indexOf('=');
            values.put("quarkus.aatomic." + property.substring(0, end), property.substring(end + 1));
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AatomicConfiguration.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(AatomicConfiguration.class);
    }
}
