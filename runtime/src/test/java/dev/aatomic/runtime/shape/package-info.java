/** Tests of the library's shape and cost: its packages, its jars, its pages, and the length of a block's way. */
package dev.aatomic.runtime.shape;
