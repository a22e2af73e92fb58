/** Generated classes whose methods return the types of reactive libraries, or suspend. */
@NullMarked
package dev.aatomic.reactive.generated;

import org.jspecify.annotations.NullMarked;
