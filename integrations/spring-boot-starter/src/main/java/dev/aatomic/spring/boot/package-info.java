/** Aatomic in a Spring Boot application, configured from its data sources and the properties under {@code aatomic}. */
@NullMarked
package dev.aatomic.spring.boot;

import org.jspecify.annotations.NullMarked;
