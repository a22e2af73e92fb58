/** An application that Gradle builds: start reading at {@code build.gradle.kts}. */
package dev.aatomic.examples.gradle;
