/** Tests of retry: what is run again, and what ends it. */
package dev.aatomic.runtime.retry;
