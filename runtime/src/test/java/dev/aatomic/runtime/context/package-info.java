/** Tests of the current scope and of other thread-bound context: where it is there, and where it must not be. */
package dev.aatomic.runtime.context;
