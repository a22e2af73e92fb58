/** JPA in blocks: repositories and services with Spring's transactions, on the real libraries. */
@NullMarked
package dev.aatomic.spring.jpa;

import org.jspecify.annotations.NullMarked;
