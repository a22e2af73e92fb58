/** Which methods a class inherits from its interfaces: each once, as one that overrides all of its declarations. */
@NullMarked
package dev.aatomic.processor.method;

import org.jspecify.annotations.NullMarked;
