@NullMarked
package dev.aatomic.quarkus;

import org.jspecify.annotations.NullMarked;
