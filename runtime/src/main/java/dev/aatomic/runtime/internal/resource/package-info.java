/** What a transaction knows of the thing that it runs on. */
@NullMarked
package dev.aatomic.runtime.internal.resource;

import org.jspecify.annotations.NullMarked;
