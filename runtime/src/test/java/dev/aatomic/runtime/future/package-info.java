/** Tests of the futures that blocks and steps give. */
package dev.aatomic.runtime.future;
