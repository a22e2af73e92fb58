/** Tests of connections: who waits for one and how long, deadlocks over a pool, and what a session brings back to it. */
package dev.aatomic.runtime.pool;
