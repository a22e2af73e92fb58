/** A database in memory that answers COMMIT later, on another thread: the second kind of resource that the engine runs on. */
package dev.aatomic.runtime.support.memory;
