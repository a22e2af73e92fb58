/** A bank in a few classes: start reading at {@link dev.aatomic.examples.bank.Accounts}. */
@NullMarked
package dev.aatomic.examples.bank;

import org.jspecify.annotations.NullMarked;
