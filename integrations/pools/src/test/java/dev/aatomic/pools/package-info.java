/** What blocks do on the pools that users have, and behind what users put around pools. */
@NullMarked
package dev.aatomic.pools;

import org.jspecify.annotations.NullMarked;
