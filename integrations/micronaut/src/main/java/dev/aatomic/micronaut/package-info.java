/**
 * Blocks in a Micronaut application: over its data sources, with Micronaut Data JDBC and Micronaut's transactions on their connections. Not
 * there with {@code aatomic.enabled=false}.
 */
@Configuration
@Requires(property = "aatomic.enabled", notEquals = StringUtils.FALSE)
@NullMarked
package dev.aatomic.micronaut;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import org.jspecify.annotations.NullMarked;
