/** What happens when blocks meet other libraries: the cells of the page on neighbours. */
@NullMarked
package dev.aatomic.neighbours;

import org.jspecify.annotations.NullMarked;
