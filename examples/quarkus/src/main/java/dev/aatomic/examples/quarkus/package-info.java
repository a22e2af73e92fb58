/** Quarkus injects the transactional class: start reading at {@link dev.aatomic.examples.quarkus.Accounts}. */
@NullMarked
package dev.aatomic.examples.quarkus;

import org.jspecify.annotations.NullMarked;
