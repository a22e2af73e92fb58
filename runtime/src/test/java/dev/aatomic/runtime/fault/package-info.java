/** Tests of what goes wrong below a block: failing and hanging drivers, lost networks and connections, and unknown outcomes. */
package dev.aatomic.runtime.fault;
