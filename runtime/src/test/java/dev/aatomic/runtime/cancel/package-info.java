/** Tests of what stops a block: cancellation, a deadline, and close. */
package dev.aatomic.runtime.cancel;
