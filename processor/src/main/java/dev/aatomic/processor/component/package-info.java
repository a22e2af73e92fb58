/** From a declaration to the class that a container, or nobody but the user, is to create. */
@NullMarked
package dev.aatomic.processor.component;

import org.jspecify.annotations.NullMarked;
