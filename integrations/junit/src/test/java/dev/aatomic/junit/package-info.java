/** Tests of tests: each runs a few with the extension, and looks at what they leave. */
package dev.aatomic.junit;
