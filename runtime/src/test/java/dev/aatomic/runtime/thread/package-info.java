/** Tests of threads: where work runs, one thing at a time, on any executor, and nobody held up by another. */
package dev.aatomic.runtime.thread;
