@NullMarked
package dev.aatomic.quarkus.deployment;

import org.jspecify.annotations.NullMarked;
