/** Aatomic's blocks and Spring's transactions on the same connections. Needs Spring's JDBC support, and no Spring Boot. */
@NullMarked
package dev.aatomic.spring;

import org.jspecify.annotations.NullMarked;
