/** Tests of blocks for tests: all that happens in one is rolled back, whichever threads the tested code uses. */
package dev.aatomic.runtime.testblock;
