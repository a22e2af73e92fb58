/** The tests of blocks in JTA transactions, with Narayana and Agroal. */
@NullMarked
package dev.aatomic.jta;

import org.jspecify.annotations.NullMarked;
