/** Tests of what is told to those who watch: listeners, metrics, flight recordings, log lines and messages. */
package dev.aatomic.runtime.observe;
