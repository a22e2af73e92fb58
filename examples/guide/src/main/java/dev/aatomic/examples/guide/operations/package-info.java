/** What the page about operations shows: a payment that is made once, also where the answer to COMMIT is lost. */
@NullMarked
package dev.aatomic.examples.guide.operations;

import org.jspecify.annotations.NullMarked;
