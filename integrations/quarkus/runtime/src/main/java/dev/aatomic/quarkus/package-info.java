/** Transactions in a Quarkus application: over its data sources, with its contexts, and drained before it closes them. */
@NullMarked
package dev.aatomic.quarkus;

import org.jspecify.annotations.NullMarked;
