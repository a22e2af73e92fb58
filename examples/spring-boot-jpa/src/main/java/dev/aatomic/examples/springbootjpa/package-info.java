/** A shop: its existing service with entities, repositories and Spring's transactions, and a new asynchronous block that uses them. */
@NullMarked
package dev.aatomic.examples.springbootjpa;

import org.jspecify.annotations.NullMarked;
