package dev.aatomic.quarkus;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** What an application says about its transactions when it is built. */
@ConfigMapping(prefix = "quarkus.aatomic")
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
public interface AatomicBuildTimeConfiguration {

    /**
     * Whether any of this is there.
     *
     * @return whether it is
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether readiness tells that the transactions take no more blocks, where the application has health checks.
     *
     * @return whether it does
     */
    @WithName("health.enabled")
    @WithDefault("true")
    boolean healthEnabled();
}
