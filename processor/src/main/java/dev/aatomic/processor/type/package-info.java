/** What the compiler's types and their members are, beyond what the compiler itself answers. */
@NullMarked
package dev.aatomic.processor.type;

import org.jspecify.annotations.NullMarked;
