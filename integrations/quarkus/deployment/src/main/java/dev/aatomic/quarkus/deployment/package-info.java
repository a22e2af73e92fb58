/** What is done for the transactions while an application is built. Quarkus calls it, and nobody else. */
@NullMarked
package dev.aatomic.quarkus.deployment;

import org.jspecify.annotations.NullMarked;
