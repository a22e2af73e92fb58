/** What JMX tells of the transactions. */
@NullMarked
package dev.aatomic.runtime.management;

import org.jspecify.annotations.NullMarked;
