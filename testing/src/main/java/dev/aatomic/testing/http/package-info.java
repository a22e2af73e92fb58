/** The tests that the web services of several examples share, and what they need: requests that can be hurt, and gates at which a call waits. */
@NullMarked
package dev.aatomic.testing.http;

import org.jspecify.annotations.NullMarked;
