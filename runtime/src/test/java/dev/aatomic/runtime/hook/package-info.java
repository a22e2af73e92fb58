/** Tests of hooks: when they run, what drops them, and what a failing one means. */
package dev.aatomic.runtime.hook;
